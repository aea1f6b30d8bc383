import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Redis } from 'ioredis'
import { askedUntil } from '../support/asked.ts'
import { createEnding } from '../support/ending.ts'
import { type CallHost, startCallHost } from './lab/call-host.ts'
import { RABBITMQ, REDIS, skip, startOwn } from './lab/servers.ts'

const ending = createEnding()
let server: Awaited<ReturnType<typeof startOwn>>
let monitor: Redis
let host: CallHost

before(async () => {
  if (skip) return
  server = await startOwn(ending, REDIS)
  monitor = new Redis(`${server.url}/2`, { retryStrategy: () => 200 }).on('error', () => {})
  ending.after(() => monitor.disconnect())
  host = await startCallHost(ending, { variables: { REDIS_URL: `${server.url}/2` } })
  await host.connected()
})
after(() => ending.end())

/** The record of a job once it says this. */
const recordOf = async (id: string, status: string) =>
  askedUntil(
    async () => JSON.parse((await monitor.get(`job:${id}`)) ?? '{}'),
    (record) => record.status === status,
  )

test('S4-043: each job is a record of an hour and each worker one of five minutes, as they change', { skip }, async () => {
  await host.act('run', { mode: 'api-only' })
  const id = await host.call('3005050149')
  assert.deepEqual([(await recordOf(id, 'queued')).started_at, (await monitor.ttl(`job:${id}`)) > 3500], [null, true])
  await host.act('run', { mode: 'all' })
  const { created_at, started_at, finished_at, ...record } = await recordOf(id, 'completed')
  assert.deepEqual(record, {
    ...{ job_id: id, status: 'completed', phone_number: '3005050149', language: 'es', priority: 'normal', queue: 'tts_calls' },
    ...{ worker_id: 'worker-1', detail: 'Dry run: nobody was called' },
  })
  for (const time of [created_at, started_at, finished_at]) assert.ok(!Number.isNaN(Date.parse(time)))
  const worker = await askedUntil(
    async () => JSON.parse((await monitor.get('worker:worker-1')) ?? '{}'),
    (said) => said.processed_jobs === 1 && said.status === 'idle',
  )
  assert.deepEqual(
    [worker.id, worker.current_job, Number.isNaN(Date.parse(worker.heartbeat + worker.started_at))],
    ['worker-1', null, true],
  )
  for (const [key, most] of [
    [`job:${id}`, 3600],
    ['worker:worker-1', 300],
  ] as const) {
    const left = await monitor.ttl(key)
    assert.ok(left > most - 100 && left <= most, `${key} is there for ${left} s`)
  }
  assert.deepEqual((await monitor.keys('*')).sort(), [`job:${id}`, 'worker:worker-1'])
})

test('S4-043: without Redis calls are made all the same, and once it is back it has what is so then', { skip }, async () => {
  const earlier = await host.call('3005')
  await recordOf(earlier, 'completed')
  await monitor.flushall()
  await server.kill()
  await host.untilStatus(({ redis }) => Object(redis).problem !== null)
  const id = await host.call('3006')
  await host.untilStatus(({ recent }) => Object(recent)[0].id === id && Object(recent)[0].state === 'completed')
  assert.match(Object((await host.status()).redis).problem, /Redis/)
  await server.startAgain()
  assert.equal((await recordOf(id, 'completed')).phone_number, '3006')
  assert.equal((await recordOf(earlier, 'completed')).phone_number, '3005')
  await host.connected()
})

test('S4-043: what Redis refuses is one warning, and written once it takes it', { skip }, async () => {
  const admin = new Redis(server.url)
  ending.after(() => admin.disconnect())
  await admin.config('SET', 'maxmemory', '1')
  const ids = [await host.call('3007'), await host.call('3008')]
  await host.untilStatus(({ redis }) => /^Redis takes no records: OOM/.test(Object(redis).problem ?? ''))
  await host.untilStatus(({ recent }) =>
    ids.every((id) => Object(recent).some((job: Record<string, string>) => job.id === id && job.state === 'completed')),
  )
  await admin.config('SET', 'maxmemory', '0')
  await host.call('3009')
  for (const id of ids) await recordOf(id, 'completed')
  assert.equal(host.lines.filter((line) => line.includes('Redis takes no records')).length, 1)
  await host.connected()
})

test('S4-042, S4-043: a wrong password is said in a sentence and shown nowhere, and calls are made', { skip }, async () => {
  const broker = await startOwn(ending, RABBITMQ)
  const admin = new Redis(server.url)
  ending.after(() => admin.disconnect())
  await admin.config('SET', 'requirepass', 'right')
  const other = await startCallHost(ending, {
    variables: {
      RABBITMQ_URL: `amqp://guest:wr0ng-word@127.0.0.1:${broker.port}`,
      REDIS_URL: `redis://:wr0ng-word@127.0.0.1:${server.port}`,
    },
  })
  const isSaid = (door: unknown) => /refused/.test(Object(door).problem ?? '')
  const { rabbitmq, redis } = await other.untilStatus((now) => isSaid(now.rabbitmq) && isSaid(now.redis))
  assert.deepEqual(
    [rabbitmq, redis].map((door) => Object(door).problem),
    ['RabbitMQ refused the user "guest" or its password; they are in RABBITMQ_URL', 'Redis refused the user or the password in REDIS_URL'],
  )
  const id = await other.call('3004')
  await other.untilStatus(({ recent }) => Object(recent)[0].id === id && Object(recent)[0].state === 'completed')
  assert.equal(other.lines.filter((line) => line.includes('wr0ng-word')).length, 0)
})
