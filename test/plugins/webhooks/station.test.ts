import assert from 'node:assert/strict'
import { test } from 'node:test'
import { letterReplayId, repeated } from '../../../core/ingest/replay/repeated.ts'
import { createReceipts } from '../../../core/kit/receipts.ts'
import { createGate } from '../../../plugins/webhooks/outbox/gate.ts'
import { createGone } from '../../../plugins/webhooks/outbox/gone.ts'
import { createShelf } from '../../../plugins/webhooks/outbox/shelf.ts'
import { createStation } from '../../../plugins/webhooks/station.ts'
import { createClock, createKv, endpointOf, entryOf, eventOf } from './parts.ts'

async function open(fields: Parameters<typeof endpointOf>[0] = {}, dryRun = false) {
  const [clock, kv] = [createClock(), createKv()]
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  const receipts = createReceipts({ publish() {} }, clock.now)
  const host = { kv, log, signal: new AbortController().signal }
  const gone = createGone(kv, clock.now)
  const endpoint = endpointOf({ url: new URL('http://127.0.0.1:1/'), ...fields })
  const station = await createStation(endpoint, { host, receipts, clock, dryRun, discordGate: createGate(clock.now), gone })
  await station.open()
  return { station, kv, receipts, gone, endpoint, clock }
}

test('a dry run keeps and sends nothing, and says what would be sent', async () => {
  const { station, kv, receipts } = await open({}, true)
  await station.tell(eventOf('gift'))
  assert.deepEqual([kv.values.size, receipts.list().map(({ what, dryRun }) => [what, dryRun])], [0, [['gift → shop', true]]])
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
