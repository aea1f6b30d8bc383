import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { type TestContext, test } from 'node:test'
import { letterReplayId, repeated } from '../../../core/ingest/replay/repeated.ts'
import { createReceipts } from '../../../core/kit/receipts.ts'
import type { EventQuery, UnifiedEvent } from '../../../core/sdk.ts'
import { lineOf } from '../../../plugins/webhooks/discord/line.ts'
import { type Entry, entryId } from '../../../plugins/webhooks/outbox/entry.ts'
import { createGate } from '../../../plugins/webhooks/outbox/gate.ts'
import { createGone } from '../../../plugins/webhooks/outbox/gone.ts'
import { createShelf } from '../../../plugins/webhooks/outbox/shelf.ts'
import { createStation } from '../../../plugins/webhooks/station.ts'
import { moderating } from '../../support/moderating.ts'
import { serveHttp } from '../../support/web-server.ts'
import { createClock, createKv, endpointOf, entryOf, eventOf } from './parts.ts'

async function open(
  fields: Parameters<typeof endpointOf>[0] = {},
  { dryRun = false, kv = createKv(), inLog = [] as readonly UnifiedEvent[] | Promise<readonly UnifiedEvent[]> } = {},
) {
  const clock = createClock()
  const warned: string[] = []
  const log = { debug() {}, info() {}, warn: (line: unknown) => void warned.push(String(line)), error() {} }
  const events = {
    query: async ({ after = 0, limit = 100 }: EventQuery) => (await inLog).filter(({ seqNo }) => seqNo > after).slice(0, limit),
  }
  const receipts = createReceipts({ publish() {} }, clock.now)
  const host = { actions: moderating, kv, log, events, signal: new AbortController().signal }
  const gone = createGone(kv, clock.now)
  const endpoint = endpointOf({ url: new URL('http://127.0.0.1:1/'), ...fields })
  const station = await createStation(endpoint, { host, receipts, clock, dryRun, discordGate: createGate(clock.now), gone })
  await station.open()
  return { station, kv, receipts, gone, endpoint, clock, warned }
}

test('a dry run keeps and sends nothing, and says what would be sent', async () => {
  const { station, kv, receipts } = await open({}, { dryRun: true })
  await station.tell(eventOf('gift'))
  assert.deepEqual([kv.values.size, receipts.list().map(({ what, dryRun }) => [what, dryRun])], [0, [['gift → shop', true]]])
})

test('a message to Discord has no name or words that moderation hides, and all that was given; a signed one is the event', async () => {
  const tip = eventOf('tip', { message: 'a slur' })
  const { user } = eventOf('gift')
  const kept = async (kind: 'discord' | 'standard') => {
    const { station, kv } = await open({ kind })
    station.stop()
    await station.tell({ ...tip, user: { ...user, safeName: 'slur' } } as UnifiedEvent)
    const entry = [...kv.values].flatMap(([key, value]) => (key.startsWith('out:') ? [value as Entry] : []))[0]
    return JSON.parse(entry?.body ?? '')
  }
  assert.equal(lineOf(await kept('discord')).text, '**\\*\\*\\*** tipped **12\\.50 EUR**')
  const { data } = await kept('standard')
  assert.deepEqual([data.user.safeName, data.payload.message], ['slur', 'a slur'])
})

test('an event is in the outbox before it is sent, so that a crash loses nothing', async () => {
  const { station, kv } = await open()
  const told = station.tell(eventOf('gift'))
  await told
  station.stop()
  assert.equal([...kv.values.keys()].filter((key) => key.startsWith('out:shop:msg_')).length, 1)
})

test('an endpoint stays gone over a restart, and another address is a new beginning', async () => {
  const { gone, endpoint } = await open()
  await gone.mark(endpoint, 'Gone for good')
  const other = endpointOf({ url: new URL('https://elsewhere.example/secret') })
  assert.deepEqual([await gone.why(endpoint), await gone.why(other)], ['Gone for good', undefined])
})

test('what one template cannot say of an event is told, and no other error', async () => {
  const { station } = await open({ template: 'no JSON' })
  await assert.rejects(station.tell(eventOf('gift')), { name: 'PermanentError', message: /^The template makes no JSON/ })
})

test('what is tried again and finds the outbox full stays among the dead', async () => {
  const { station, kv } = await open()
  station.stop()
  for (let seqNo = 1; seqNo <= 500; seqNo++) await station.tell(eventOf('gift', {}, { seqNo, eventId: `tiktok:1:${seqNo}` }))
  const shelf = createShelf('shop', kv)
  await shelf.bury(entryOf(501, { type: 'chat' }))
  await shelf.bury(entryOf(502))
  assert.deepEqual([await station.redrive('msg_501'), await station.redrive(), await shelf.deadCount()], [0, 0, 2])
})

const giftOf = (seqNo: number) => eventOf('gift', {}, { seqNo, eventId: `tiktok:1:${seqNo}` })
const giftsOf = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => giftOf(from + n))

/** An endpoint that was told of 503 gifts while nothing was sent; and, after a restart, one that sends until so many came to a real server. */
async function overflown(t: TestContext, { inLog = giftsOf(1, 503), expected = 503 } = {}) {
  const kv = createKv()
  const before = await open({}, { kv })
  before.station.stop()
  for (const gift of giftsOf(1, 503)) await before.station.tell(gift)
  const { waiting, later } = await before.station.status()
  const ids: string[] = []
  const taken = new EventEmitter()
  const port = await serveHttp(t, (request, response) => {
    ids.push(String(request.headers['webhook-id']))
    response.end()
    if (ids.length === expected) taken.emit('all')
  })
  const all = once(taken, 'all')
  const { station, warned } = await open({ url: new URL(`http://127.0.0.1:${port}/`) }, { kv, inLog })
  return { kv, station, warned, ids, all, counts: [waiting, later] }
}

const idsOf = (gifts: readonly UnifiedEvent[]) => Promise.all(gifts.map(({ eventId }) => entryId('shop', eventId)))
const keysOf = (kv: ReturnType<typeof createKv>, start: string) => [...kv.values.keys()].filter((key) => key.startsWith(start))

test('gifts that find the outbox full wait in the log, over a restart, and go out behind it, each once', async (t) => {
  const { kv, station, ids, all, counts } = await overflown(t)
  await all
  assert.deepEqual([counts, ids.toSorted()], [[500, 3], (await idsOf(giftsOf(1, 503))).toSorted()])
  assert.deepEqual([keysOf(kv, 'later:'), (await station.status()).later], [[], 0])
})

test('while something waits in the log a gift goes behind it, though there is room again', async () => {
  const kv = createKv()
  await kv.set('later:shop:000000000000', [1])
  const { station } = await open({}, { kv, inLog: new Promise(() => {}) })
  await station.tell(giftOf(2))
  station.stop()
  assert.deepEqual([...kv.values], [['later:shop:000000000000', [1, 2]]])
})

test('what was taken out of the log meanwhile keeps nothing from what came after it', async (t) => {
  const { ids, all, warned } = await overflown(t, { inLog: giftsOf(1, 503).filter(({ seqNo }) => seqNo !== 502), expected: 502 })
  await all
  assert.equal(ids.includes((await idsOf([giftOf(502)]))[0] ?? ''), false)
  assert.deepEqual(warned, ['shop is not told of event 502, which is no longer in the log'])
})

test('a gift that the storage has no room for, nor its number, is for the host to keep', async () => {
  const { station } = await open({}, { kv: createKv(1) })
  station.stop()
  await station.tell(giftOf(1))
  await assert.rejects(station.tell(giftOf(2)), { name: 'RetryError', message: 'Too much waits for shop already' })
})

test('a dead letter of the host is the same message to an endpoint that had it, and a replay of a live is another', async () => {
  const { station, kv } = await open()
  station.stop()
  const gift = eventOf('gift', {}, { seqNo: 5 })
  const again = (id: string) => ({ ...repeated(gift, { id }), seqNo: 9, ingestedAt: gift.ingestedAt }) as typeof gift
  const count = () => [...kv.values.keys()].filter((key) => key.startsWith('out:')).length
  await station.tell(gift)
  await station.tell(again(letterReplayId('webhooks', gift)))
  const before = count()
  await station.tell(again('r1'))
  assert.deepEqual([before, count()], [1, 2])
})
