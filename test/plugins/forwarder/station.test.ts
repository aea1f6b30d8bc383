import assert from 'node:assert/strict'
import type { IncomingHttpHeaders } from 'node:http'
import { type TestContext, test } from 'node:test'
import { HostError } from '../../../core/base/errors.ts'
import { createReceipts } from '../../../core/kit/receipts.ts'
import { readSettings } from '../../../plugins/forwarder/settings.ts'
import { createStation } from '../../../plugins/forwarder/station.ts'
import type { Target } from '../../../plugins/forwarder/target.ts'
import type { UnifiedEvent } from '../../../schemas/types.ts'
import { settlingOf } from '../../support/settling.ts'
import { bodyOf, serveHttp } from '../../support/web-server.ts'
import { createClock, createKv, eventOf } from '../webhooks/parts.ts'

const settle = await settlingOf('forwarder')

const chats = [1, 2, 3].map((seqNo) => eventOf(seqNo === 2 ? 'gift' : 'chat', {}, { seqNo, eventId: `tiktok:1:${seqNo}` }))
const repeated = eventOf('gift', {}, { seqNo: 4, replay: { id: 'r1', of: 2 } })

type Wish = {
  readonly target?: Partial<Target>
  readonly dryRun?: boolean
  readonly statuses?: readonly number[]
  readonly log?: readonly UnifiedEvent[]
}

/** A target with a real receiver, which answers these statuses and then 200, and a log, of three events and one of a replay unless said. */
async function open(t: TestContext, { target = {}, dryRun = false, statuses = [], log = [...chats, repeated] }: Wish = {}) {
  const got: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = []
  const port = await serveHttp(t, async (request, response) => {
    const body = await bodyOf(request)
    response.writeHead(statuses[got.length] ?? 200).end()
    got.push({ headers: request.headers, body })
  })
  const [clock, kv] = [createClock(), createKv()]
  const receipts = createReceipts({ publish() {} }, clock.now)
  const query = async ({ after = 0, limit = 100 }) => log.filter(({ seqNo }) => seqNo > after).slice(0, limit)
  const station = createStation(
    {
      ...{ name: 'lake', url: new URL(`http://127.0.0.1:${port}/`), format: 'ndjson', events: new Set(), batch: 100 },
      ...{ token: 't0ken', from: 'beginning', ...target },
    },
    { host: { id: 'forwarder', kv, signal: new AbortController().signal, events: { query } }, receipts, clock, dryRun },
  )
  t.after(station.stop)
  await station.start()
  /** Lets time pass until it is so: what goes over the network takes turns of the event loop, and no time. */
  const until = async (isSo: () => boolean | Promise<boolean>) => {
    while (!(await isSo())) await clock.advance(100)
  }
  const isThrough = async () => (await station.status()).cursor === log.at(-1)?.seqNo
  return { got, until, isThrough, station, receipts, kv }
}

const eventsIn = (body: string): readonly UnifiedEvent[] =>
  body
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

test('S3-011: events go out as they are, one each line, with a token, and a key that stays the same when it is tried again', async (t) => {
  const { got, until, isThrough } = await open(t, { statuses: [503] })
  await until(isThrough)
  assert.deepEqual(
    got.map(({ body }) => eventsIn(body)),
    [chats, chats],
  )
  const { 'content-type': type, authorization, 'idempotency-key': key } = got[0]?.headers ?? {}
  assert.deepEqual([type, authorization, got[1]?.headers['idempotency-key']], ['application/x-ndjson', 'Bearer t0ken', key])
  assert.match(String(key), /^[0-9a-f]{32}$/)
})

test('S3-052, S3-053: what was forwarded, retried and given up is counted; what was refused is listed, and sent once more when asked', async (t) => {
  const { got, until, isThrough, station } = await open(t, { statuses: [503, 422, 200, 422, 422] })
  await until(isThrough)
  assert.deepEqual(
    got.map(({ body }) => eventsIn(body).map(({ seqNo }) => seqNo)),
    [[1, 2, 3], [1, 2, 3], [1, 2], [3]],
  )
  const { forwarded, retried, deadLettered } = await station.status()
  assert.deepEqual({ forwarded, retried, deadLettered }, { forwarded: 2, retried: 1, deadLettered: 1 })
  const letters = await station.deadLetters()
  assert.deepEqual(
    letters.map(({ stage, reason, error, payload }) => [stage, reason, error, payload]),
    [['forward', 'refused', 'The target answered 422', chats[2]]],
  )
  assert.deepEqual(await station.redrive(), { target: 'lake', redriven: 0, left: 1, why: 'The target answered 422' })
  assert.deepEqual(await station.redrive(), { target: 'lake', redriven: 1, left: 0 })
})

test('one more try goes on past what is refused for ever, and ends where nobody is there', async (t) => {
  const gifts = [1, 2, 3, 4].map((seqNo) => eventOf('gift', {}, { seqNo, eventId: `tiktok:1:${seqNo}` }))
  // Halves of halves: each is refused alone. Then the first again, the second not, and the third finds nobody.
  const { got, until, isThrough, station } = await open(t, { log: gifts, statuses: [422, 422, 422, 422, 422, 422, 422, 422, 200, 503] })
  await until(isThrough)
  assert.deepEqual(await station.redrive(), { target: 'lake', redriven: 1, left: 3, why: 'The target answered 503' })
  assert.deepEqual(
    got.slice(7).map(({ body }) => eventsIn(body).map(({ seqNo }) => seqNo)),
    [[1], [2], [3]],
  )
})

test('one more try of what was not taken goes on past what is too large, with what a letter has no room for read from the log', async (t) => {
  const chatOf = (seqNo: number, chars: number) => eventOf('chat', { message: 'x'.repeat(chars) }, { seqNo, eventId: `tiktok:1:${seqNo}` })
  const [tooLarge, nearly, small] = [chatOf(1, 65_000), chatOf(2, 62_000), chatOf(3, 10)]
  const { got, until, isThrough, station } = await open(t, { log: [tooLarge, nearly, small], statuses: [422, 422, 422] })
  await until(isThrough)
  assert.deepEqual(
    (await station.deadLetters()).map(({ reason, payload }) => [reason, 'payload' in payload]),
    [
      ['too-large', false],
      ['refused', false],
      ['refused', true],
    ],
  )
  assert.deepEqual(await station.redrive(), { target: 'lake', redriven: 2, left: 1 })
  assert.deepEqual(
    got.slice(3).flatMap(({ body }) => eventsIn(body)),
    [nearly, small],
  )
})

test('a target takes a list of JSON, only what it chose, and nothing of a replay', async (t) => {
  const { got, until, isThrough } = await open(t, { target: { format: 'json', events: new Set(['gift']) } })
  await until(isThrough)
  assert.deepEqual([got.map(({ body }) => JSON.parse(body)), got[0]?.headers['content-type']], [[[chats[1]]], 'application/json'])
})

test('a dry run sends nothing, says what would be sent, and keeps no place', async (t) => {
  const { got, until, isThrough, receipts, kv } = await open(t, { dryRun: true })
  await until(isThrough)
  assert.deepEqual([got, receipts.list().map(({ what, dryRun }) => [what, dryRun]), kv.values.size], [[], [['3 events → lake', true]], 0])
})

test('S3-063, T56: a target is https, and of your own network only where that is ticked; a token counts for one host', () => {
  const read = (url: string, fields = {}) =>
    readSettings(settle({ targets: [{ name: 'lake', url, ...fields }], tokens: 'lake@lake.example=t0ken' }))
  function isOpen(url: string, fields = {}): boolean {
    try {
      return read(url, fields).targets.length === 1
    } catch (error) {
      assert.ok(error instanceof HostError && error.detail.field === 'targets', String(error))
      return false
    }
  }
  assert.deepEqual(
    [
      isOpen('https://lake.example/'),
      isOpen('http://lake.example/'),
      isOpen('https://169.254.169.254/'),
      isOpen('https://[::ffff:7f00:1]/'),
      isOpen('https://10.0.0.8/'),
      isOpen('https://10.0.0.8/', { allowPrivate: true }),
    ],
    [true, false, false, false, false, true],
  )
  assert.deepEqual([read('https://lake.example/').targets[0]?.token, read('https://evil.example/').targets[0]?.token], ['t0ken', undefined])
})
