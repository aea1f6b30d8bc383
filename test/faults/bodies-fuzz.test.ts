import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readMessage } from '../../core/serve/demand.ts'
import { EVENT_TYPES } from '../../schemas/types.ts'
import { KEYS, serve } from '../serve/served.ts'
import fc from '../support/chance.ts'

const RUNS = process.env.SHOWRUNNER_LONG ? 20_000 : 150
const PLAIN = Object.getOwnPropertyNames(Object.prototype)

const json = fc.oneof(
  fc.jsonValue({ maxDepth: 6 }).map((value) => JSON.stringify(value)),
  fc.record({ eventType: fc.constantFrom(...EVENT_TYPES, 'nothing'), payload: fc.jsonValue() }).map((value) => JSON.stringify(value)),
  fc.constantFrom(
    '{"__proto__":{"isAdmin":true}}',
    '{"constructor":{"prototype":{"isAdmin":true}}}',
    '['.repeat(40_000),
    '{"a":1e999}',
    '"\ud800"',
  ),
)
const body = fc.oneof(
  json.map((text) => Buffer.from(text)),
  fc.tuple(json, fc.nat()).map(([text, at]) => Buffer.from(text).subarray(0, at % (text.length + 1))),
  fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
  fc.constant(Buffer.alloc(3_000_000, 'x')),
)
const PATHS = [
  '/api/simulate',
  '/api/simulate/gift',
  '/api/events',
  '/api/replays',
  '/api/dead-letters/replay',
  '/api/actions/alerts/show',
  '/api/backups',
]
const request = fc.record({
  path: fc.constantFrom(...PATHS),
  method: fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE'),
  type: fc.constantFrom('application/json', 'text/plain', 'application/json; charset=utf-16', 'multipart/form-data; boundary=x', ''),
  key: fc.option(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 })),
  body,
})

test('W7, H2: any body is answered, with JSON and never with a fault of the server', { timeout: 600_000 }, async (context) => {
  const served = await serve(context)
  const seen = new Set<number>()
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 4, maxLength: 4 }), async (requests) => {
      const answers = requests.map(async ({ path, method, type, key, body }) => {
        const headers = {
          authorization: `Bearer ${KEYS.admin}`,
          ...(type && { 'content-type': type }),
          ...(key && { 'idempotency-key': key.trim() }),
        }
        // A body that is refused for its length may be answered and hung up on before it was sent.
        const answer = await fetch(served.server.url + path, { method, headers, body }).catch(() => undefined)
        if (!answer) return assert.ok(body.length > 1_000_000)
        const text = await answer.text()
        seen.add(answer.status)
        assert.ok(answer.status < 500, `${answer.status} to ${method} ${path}: ${text}`)
        if (answer.headers.get('content-type')?.includes('json')) JSON.parse(text)
      })
      await Promise.all(answers)
      assert.deepEqual(Object.getOwnPropertyNames(Object.prototype), PLAIN)
    }),
    { numRuns: RUNS },
  )
  assert.ok(seen.size > 3, `only ${[...seen]} were answered: the paths are wrong`)
  assert.equal((await fetch(`${served.server.url}/health`)).status, 200)
})

test('H2: any message of a socket is understood or refused', () => {
  const message = fc.oneof(
    json,
    fc.string({ unit: 'binary' }),
    fc
      .record({ type: fc.constantFrom('subscribe', 'ack', 'ping'), events: fc.jsonValue(), topics: fc.jsonValue(), after: fc.jsonValue() })
      .map((value) => JSON.stringify(value)),
  )
  fc.assert(
    fc.property(message, fc.constantFrom('admin', 'moderator', 'game', 'overlay'), (text, role) => {
      const answer = readMessage(text, { role })
      assert.ok('type' in answer || (typeof answer.code === 'string' && answer.message.length > 0))
      assert.deepEqual(Object.getOwnPropertyNames(Object.prototype), PLAIN)
    }),
    { numRuns: 20 * RUNS },
  )
})
