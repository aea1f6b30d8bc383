import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { askedUntil } from '../support/asked.ts'
import { createEnding } from '../support/ending.ts'
import { startBrokenLine } from './lab/broken-line.ts'
import { type CallHost, startCallHost } from './lab/call-host.ts'
import { createProducer } from './lab/producer.ts'
import { RABBITMQ, skip, startOwn } from './lab/servers.ts'

const ending = createEnding()
let server: Awaited<ReturnType<typeof startOwn>>
let line: Awaited<ReturnType<typeof startBrokenLine>>
let producer: ReturnType<typeof createProducer>
let host: CallHost
let variables: Record<string, string>

before(async () => {
  if (skip) return
  server = await startOwn(ending, RABBITMQ)
  line = await startBrokenLine(ending, server.port)
  producer = createProducer(ending, server.url)
  // Made by others, as they like it.
  await producer.rabbit.queueDeclare({ queue: 'tts_priority', durable: true, arguments: { 'x-max-priority': 5 } })
  variables = { RABBITMQ_URL: `amqp://guest:guest@127.0.0.1:${line.port}/%2f` }
  host = await startCallHost(ending, { variables })
  await host.connected()
})
after(() => ending.end())

const job = (job_id: string, more: object = {}) => ({ job_id, text: 'hola a todos', phone_number: '3005050149', language: 'es', ...more })
const idsOf = (results: readonly { readonly job_id: string }[]) => results.map(({ job_id }) => job_id)

/** What was told since, once a job that was asked for after all that has ended. */
async function toldUntil(marker: string, queue = 'tts_calls') {
  const from = producer.results.length
  await producer.publish(queue, job(marker))
  return (await producer.resultOf(marker)).slice(from)
}

test('S4-042: jobs of tts_priority are called before those of tts_calls, each queue in its order, and the end of every job is in tts_results', {
  skip,
}, async () => {
  await host.act('run', { mode: 'api-only' })
  for (const id of ['n1', 'n2']) await producer.publish('tts_calls', job(id, { priority: 'high' }))
  for (const id of ['h1', 'h2']) await producer.publish('tts_priority', job(id))
  await host.untilStatus(({ queues }) => Object(queues).normal === 2 && Object(queues).priority === 2)
  const byApi = await host.call('3001')
  await host.act('run', { mode: 'all' })
  const results = await producer.resultOf(byApi)
  assert.deepEqual(idsOf(results), ['h1', 'h2', 'n1', 'n2', byApi])
  const { created_at, started_at, finished_at, timestamp, ...first } = Object(results[0])
  assert.deepEqual(first, {
    ...{ job_id: 'h1', status: 'completed', phone_number: '3005050149', language: 'es', priority: 'high', queue: 'tts_priority' },
    ...{ worker_id: 'worker-1', detail: 'Dry run: nobody was called' },
    properties: { durable: true, expiration: '3600000', messageId: 'h1' },
  })
  for (const time of [created_at, started_at, finished_at, timestamp]) assert.ok(!Number.isNaN(Date.parse(String(time))))
})

test('S4-042: a job whose acknowledgement is lost is not called again, and told of once: with the connection, and with the host', {
  skip,
}, async () => {
  const { jobs } = await host.status()
  line.keepBack()
  await producer.publish('tts_calls', job('lost-1'))
  await producer.publish('tts_calls', { text: 'sin nombre', phone_number: '3002' })
  await host.untilStatus((now) => Object(now.jobs).completed === jobs.completed + 2)
  line.cut()
  const told = await toldUntil('after-1')
  assert.deepEqual([told.length, told.filter(({ job_id }) => job_id === 'lost-1').length], [3, 1])
  assert.match(idsOf(told).find((id) => id.startsWith('message-')) ?? '', /^message-[0-9a-f]{24}-[0-9a-f]{8}$/)

  line.keepBack()
  await producer.publish('tts_calls', job('lost-2'))
  await host.untilStatus((now) => Object(now.jobs).completed === jobs.completed + 4)
  await host.stop(0)
  line.cut()
  host = await startCallHost(ending, { variables, dataDir: host.dataDir })
  assert.deepEqual(idsOf(await toldUntil('after-2')).sort(), ['after-2', 'lost-2'])
  assert.deepEqual(Object((await host.status()).jobs).total, jobs.total + 5)
})

test('S4-042, S4-035: what is refused for good is told in a sentence and taken out of the queue', { skip }, async () => {
  const from = producer.results.length
  const refused = [
    job('r1', { phone_number: '999' }),
    job('r2', { text: '' }),
    'no json',
    [1],
    job('r5', { text: 'x'.repeat(200_000) }),
    '',
  ]
  for (const body of refused) await producer.publish('tts_calls', typeof body === 'string' ? Buffer.from(body) : body)
  await producer.publish('tts_calls', job('r7'), { trace: 'x'.repeat(20_000) })
  const told = await toldUntil('after-3')
  assert.equal(producer.results.length - from, 8)
  assert.deepEqual(
    told.map(({ status, phone_number, detail }) => [status, phone_number, detail]),
    [
      ['failed', '999', 'This number is not in the list of numbers that may be called; add it in the settings'],
      ['failed', '3005050149', 'text must not be empty'],
      ['failed', null, 'The message must be a JSON object: {"text": "...", "phone_number": "..."}'],
      ['failed', null, 'The message must be a JSON object: {"text": "...", "phone_number": "..."}'],
      ['failed', null, 'The message is empty, or longer than 16 KB'],
      ['failed', null, 'The message is empty, or longer than 16 KB'],
      ['completed', '3005050149', 'Dry run: nobody was called'],
      ['completed', '3005050149', 'Dry run: nobody was called'],
    ],
  )
  line.cut()
  assert.deepEqual(idsOf(await toldUntil('after-4')), ['after-4'])
})

test('S4-042: what is refused for now is held, ten of each queue, and the broker keeps the others', { skip }, async () => {
  await host.act('stop')
  const ids = Array.from({ length: 13 }, (_, n) => `later-${n}`)
  const waits = (expected: number) =>
    askedUntil(
      () => producer.waiting('tts_priority'),
      (count) => count === expected,
    )
  for (const id of ids.slice(0, 11)) await producer.publish('tts_priority', job(id))
  await waits(1)
  // It has looked at what it holds by now.
  await host.status()
  for (const id of ids.slice(11)) await producer.publish('tts_priority', job(id))
  await waits(3)
  const from = producer.results.length
  // What was acknowledged too early is lost now.
  line.cut()
  await host.act('run', { mode: 'all' })
  assert.deepEqual(idsOf((await producer.resultOf('later-12')).slice(from)), ids)
})

test('S4-042: without the broker calls are made all the same; once it is back it is told what ended, once, and what waited there is called', {
  skip,
}, async () => {
  await host.act('run', { mode: 'stopped' })
  for (const id of ['kept-1', 'kept-2']) await producer.publish('tts_calls', job(id))
  await server.kill()
  await host.act('run', { mode: 'all' })
  const { rabbitmq } = await host.untilStatus(({ rabbitmq }) => Object(rabbitmq).problem !== null)
  assert.match(Object(rabbitmq).problem, /RabbitMQ/)
  const byApi = await host.call('3003')
  await host.untilStatus(({ recent }) => Object(recent)[0].id === byApi && Object(recent)[0].state === 'completed')
  await server.startAgain()
  const from = producer.results.length
  const told = await toldUntil('after-5')
  assert.deepEqual([producer.results.length - from, idsOf(told).sort()], [4, ['after-5', byApi, 'kept-1', 'kept-2'].sort()])
  assert.equal(Object((await host.status()).rabbitmq).address, `amqp://127.0.0.1:${line.port}/%2f`)
})
