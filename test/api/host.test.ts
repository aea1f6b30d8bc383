import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { execa } from 'execa'
import type { HostStatus, UnifiedEvent } from '../../schemas/types.ts'
import { askedUntil } from '../support/asked.ts'
import { coreCommand } from '../support/core-command.ts'
import { createFolder } from '../support/folder.ts'
import { startHost } from '../support/host.ts'

type Context = Parameters<typeof startHost>[0]

async function open(context: Context) {
  const host = await startHost(context)
  const keyed = { authorization: `Bearer ${host.keys.admin}`, 'content-type': 'application/json' }
  const ask = async (method: string, path: string, body?: object, headers: Record<string, string> = keyed) => {
    const response = await fetch(host.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) })
    return { status: response.status, replayed: response.headers.get('idempotency-replayed'), body: Object(await response.json()) }
  }
  return { host, keyed, ask }
}

const SIMULATED = [
  ['S0-157: POST /api/simulate/chat', 'chat'],
  ['S0-158: POST /api/simulate/gift', 'gift'],
  ['S0-159: POST /api/simulate/follow', 'follow'],
] as const

test('the API of a host that has just begun', async (context) => {
  const { ask, keyed } = await open(context)
  await context.test('S0-150: GET /health answers everyone with one word', async () => {
    assert.deepEqual(await ask('GET', '/health', undefined, {}), { status: 200, replayed: null, body: { status: 'ok' } })
  })

  await context.test('S0-151: GET /status answers the state of the source, the queue of each plugin and who listens', async () => {
    const status = (await ask('GET', '/status')).body as HostStatus
    assert.deepEqual(
      [status.source.kind, status.lanes.every(({ depth, max }) => depth <= max), status.lanes.length > 0, status.clients?.websockets],
      ['none', true, true, 0],
    )
  })

  for (const [name, type] of SIMULATED) {
    await context.test(`${name} accepts one as if it had happened, and it is in the log`, async () => {
      const { status, body } = await ask('POST', `/api/simulate/${type}`, { user: { userId: '7', uniqueId: 'ana', displayName: 'Ana' } })
      const event = body.event as UnifiedEvent
      assert.deepEqual([status, event.eventType, event.user?.displayName, event.source], [201, type, 'Ana', 'simulator'])
      assert.deepEqual((await ask('GET', `/api/events/${event.seqNo}`)).body, { event })
    })
  }

  await context.test(
    'S0-156: S1-081: GET /api/logs answers the newest events, newest first, and /api/events all of them by page',
    async () => {
      for (let n = 1; n <= 5; n++) await ask('POST', '/api/simulate/chat', { payload: { message: `chat ${n}` } })
      const latest = (await ask('GET', '/api/logs?limit=3')).body.events as readonly UnifiedEvent[]
      const first = (await ask('GET', '/api/events?limit=3')).body
      const second = (await ask('GET', `/api/events?limit=3&cursor=${first.next}`)).body
      assert.deepEqual(first.events, latest)
      assert.deepEqual(
        [...first.events, ...second.events].map(({ payload }: UnifiedEvent) => Object(payload).message).slice(0, 5),
        [5, 4, 3, 2, 1].map((n) => `chat ${n}`),
      )
    },
  )

  await context.test('S3-054: GET /api/sessions/<id>/events answers the events of one session, by its number or its id', async () => {
    const { session } = (await ask('POST', '/api/sessions', { platform: 'other', title: 'By hand' })).body
    await ask('POST', '/api/simulate/chat', { payload: { message: 'elsewhere' } })
    await ask('POST', '/api/tips', { amountCents: 500, tipperName: 'Bea' })
    const types = async (id: string) =>
      (await ask('GET', `/api/sessions/${id}/events?order=asc&types=tip,chat`)).body.events.map(({ eventType }: UnifiedEvent) => eventType)
    assert.deepEqual([await types(session.sessionId), await types(String(session.number))], [['tip'], ['tip']])
    assert.equal((await ask('GET', '/api/sessions/99/events')).body.code, 'SESSION_UNKNOWN')
    assert.equal((await ask('POST', `/api/sessions/${session.number}/end`, {})).status, 200)
  })

  await context.test(
    'I4: every change that is sent twice with one Idempotency-Key happens once, also where nothing is answered',
    async () => {
      const once = (key: string) => ({ ...keyed, 'idempotency-key': key })
      const started = [
        await ask('POST', '/api/sessions', { platform: 'other' }, once('a')),
        await ask('POST', '/api/sessions', { platform: 'other' }, once('a')),
      ]
      assert.deepEqual(
        [started[0]?.body, started.map(({ status, replayed }) => [status, replayed])],
        [
          started[1]?.body,
          [
            [201, null],
            [201, 'true'],
          ],
        ],
      )
      const patched = [
        await ask('PATCH', '/api/settings', { retention: { eventDays: 9 } }, once('b')),
        await ask('PATCH', '/api/settings', { retention: { eventDays: 9 } }, once('b')),
      ]
      assert.deepEqual(
        patched.map(({ status, replayed }) => [status, replayed]),
        [
          [200, null],
          [200, 'true'],
        ],
      )
      assert.equal((await ask('PATCH', '/api/settings', { retention: { eventDays: 10 } }, once('b'))).body.code, 'IDEMPOTENCY_KEY_REUSED')
      assert.equal((await ask('PATCH', '/api/settings', { retention: { eventDays: 0 } }, once('c'))).body.code, 'SETTINGS_INVALID')
    },
  )
})

test('S0-160: S2-002: the API listens on the port that PORT names, in production as well', async (context) => {
  const port = await freePort()
  const host = execa(process.execPath, coreCommand('start', '--data', join(createFolder(), 'data')), {
    cwd: createFolder(),
    reject: false,
    env: { PORT: String(port), NODE_ENV: 'production' },
  })
  context.after(() => host.kill())
  const answer = await askedUntil(
    () => fetch(`http://127.0.0.1:${port}/api/openapi.json`).catch(() => undefined),
    (given) => given !== undefined,
  )
  assert.equal(Object(await answer?.json()).openapi, '3.1.0')
})

/** The port of the reference system when it is free, else another. */
function freePort(): Promise<number> {
  const listen = (port: number) =>
    new Promise<number>((resolve, reject) => {
      const probe = createServer().once('error', reject)
      probe.listen(port, '127.0.0.1', () => {
        const found = Object(probe.address()).port as number
        probe.close(() => resolve(found))
      })
    })
  return listen(3130).catch(() => listen(0))
}
