import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import type { UnifiedEvent } from '../../schemas/types.ts'
import { KEYS, type Served, serve } from '../serve/served.ts'
import { ask, join } from '../serve/wire.ts'
import fc from '../support/chance.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'
import { openStream } from './event-stream.ts'

const numbers = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index)
const hasEvent = (seqNo: number) => (blocks: readonly { id: string | undefined }[]) => blocks.some(({ id }) => id === String(seqNo))

/** Takes an event of any shape in as it was accepted. */
function accept({ server, log }: Served, fields: Record<string, unknown>): void {
  const seqNo = log.length + 1
  // Only what the server looks at.
  const event = { eventType: 'chat', seqNo, eventId: `test:${seqNo}`, ...fields } as unknown as UnifiedEvent
  const stored = { seqNo, event, bytes: new Uint8Array() }
  log.push(stored)
  server.events([stored])
}

test('S3-006: an event stream says hello, then each event with its number as its id, as a socket gets it', async (t) => {
  const served = await serve(t)
  served.commit(4)
  const stream = await openStream(t, served.server.url)
  const socket = await join(served, 'game')
  await socket.subscribe({ events: ['*'] })
  served.accept(3)
  await stream.untilBlocks(hasEvent(7))
  await socket.message('event', ({ event }) => event.seqNo === 7)
  assert.deepEqual(stream.of('hello'), [{ type: 'hello', protocol: 1, head: 4, role: 'game' }])
  assert.deepEqual([stream.seqNos(), stream.incoming.headers['content-type']], [[5, 6, 7], 'text/event-stream; charset=utf-8'])
  assert.deepEqual(
    stream.of('event'),
    socket.received.filter(({ type }) => type === 'event'),
  )
})

test('S3-006: an event stream hears the types and topics that it asks for, and nothing else', async (t) => {
  const served = await serve(t)
  const stream = await openStream(t, served.server.url, { query: '?types=gift,chat&topics=alerts.show,tts.*' })
  await stream.untilBlocks((blocks) => blocks.length === 1)
  served.accept(6)
  for (const [plugin, topic] of [
    ['alerts', 'show'],
    ['alerts', 'hide'],
    ['tts', 'say'],
    ['other', 'show'],
  ] as const)
    served.server.publish(plugin, topic, `"${plugin}"`)
  await stream.untilBlocks((blocks) => blocks.filter(({ event }) => event === 'publish').length === 2)
  assert.deepEqual(
    [stream.seqNos(), stream.of('publish').map(({ data }) => data)],
    [
      [3, 6],
      ['alerts', 'tts'],
    ],
  )
})

test('W2: an event stream resumes behind its Last-Event-ID without a gap and without a repeat, whenever it breaks', async (t) => {
  const served = await serve(t)
  const step = fc.record({ accept: fc.integer({ min: 0, max: 500 }), late: fc.integer({ min: 0, max: 30 }) })
  const scenario = async (steps: readonly { accept: number; late: number }[]) => {
    const first = served.log.length
    let got: number[] = []
    for (const { accept: count, late } of steps) {
      const stream = await openStream(t, served.server.url, { headers: { 'Last-Event-ID': String(got.at(-1) ?? first) } })
      served.accept(count)
      // Visible to who reads the log before it is fanned out.
      const waiting = served.commit(late)
      await new Promise(setImmediate)
      served.server.events(waiting)
      stream.incoming.destroy()
      await stream.closed
      got = [...got, ...stream.seqNos()]
    }
    const last = served.log.length
    const stream = await openStream(t, served.server.url, { query: `?after=${got.at(-1) ?? first}` })
    if ((got.at(-1) ?? first) < last) await stream.untilBlocks(hasEvent(last))
    stream.incoming.destroy()
    assert.deepEqual([...got, ...stream.seqNos()], numbers(first + 1, last))
  }
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 6 }), scenario), { numRuns: 25, seed: 3 })
})

test('an event stream is told how many events the log has lost', async (t) => {
  const served = await serve(t)
  served.commit(6)
  served.log.splice(2, 2)
  const stream = await openStream(t, served.server.url, { query: '?after=0' })
  await stream.untilBlocks(hasEvent(6))
  assert.deepEqual(
    stream.blocks.slice(1).map(({ event, id, data }) => id ?? [event, JSON.parse(data).dropped]),
    ['1', '2', ['gap', 2], '5', '6'],
  )
})

test('an event stream is kept awake by a comment each 15 seconds', async (t) => {
  const clock = createVirtualClock()
  const { server } = await serve(t, { clock })
  const stream = await openStream(t, server.url)
  await stream.untilBlocks((blocks) => blocks.length === 1)
  await clock.advance(15_000)
  await stream.until(() => stream.told.comments === 1)
  await clock.advance(15_000)
  await stream.until(() => stream.told.comments === 2)
  assert.deepEqual(server.clients(), { websockets: 0, streams: 1, channels: 0, overlays: [] })
})

test('W1: an event stream that stops reading is cut off, others are not, and it resumes where it was', async (t) => {
  const clock = createVirtualClock()
  const served = await serve(t, { clock })
  const [stalled, other] = await Promise.all([openStream(t, served.server.url), openStream(t, served.server.url)])
  await Promise.all([stalled, other].map((one) => one.untilBlocks((blocks) => blocks.length === 1)))
  stalled.incoming.pause()
  for (let n = 0; n < 40; n += 1) {
    served.accept(20, 'x'.repeat(20_000))
    await new Promise(setImmediate)
  }
  await other.untilBlocks(hasEvent(800))
  await clock.advance(15_000)
  await clock.advance(15_000)
  stalled.incoming.resume()
  const end = await stalled.closed
  const seen = stalled.seqNos()
  const back = await openStream(t, served.server.url, { headers: { 'Last-Event-ID': String(seen.at(-1) ?? 0) } })
  await back.untilBlocks(hasEvent(800))
  assert.deepEqual([end, seen.length < 800, [...seen, ...back.seqNos()]], ['cut', true, numbers(1, 800)])
  assert.deepEqual([other.seqNos(), served.server.refused()], [numbers(1, 800), { CLOSED_4008: 1 }])
})

test('an event stream ends in order when the server stops', async (t) => {
  const served = await serve(t)
  const stream = await openStream(t, served.server.url)
  const [end] = await Promise.all([stream.closed, served.server.stop()])
  assert.equal(end, 'end')
})

test('W9: a key has only so many event streams, all keys together too, and one whose client left is gone and makes room', async (t) => {
  const { server } = await serve(t, { limits: { streamsPerKey: 2, streams: 3 } })
  const [first] = await Promise.all([openStream(t, server.url), openStream(t, server.url)])
  await assert.rejects(openStream(t, server.url), { message: 'Status 429' })
  await openStream(t, server.url, { key: KEYS.admin })
  await assert.rejects(openStream(t, server.url, { key: KEYS.moderator }), { message: 'Status 503' })
  first.incoming.destroy()
  await waitFor(() => server.clients().streams === 2)
  await openStream(t, server.url)
  assert.deepEqual([server.clients().streams, server.refused().TOO_MANY_STREAMS, server.refused().UNAVAILABLE], [3, 1, 1])
})

test('an event stream is not for overlays, nor for who has no key, and HEAD begins none', async (t) => {
  const served = await serve(t)
  const statuses = await Promise.all([
    ask(served, 'GET /api/events/stream'),
    ask(served, 'GET /api/events/stream', { Authorization: `Bearer ${KEYS.overlay}` }),
    ask(served, 'HEAD /api/events/stream', { Authorization: `Bearer ${KEYS.game}` }),
    ask(served, 'GET /api/events/stream?types=nothing', { Authorization: `Bearer ${KEYS.game}` }),
    ask(served, 'GET /api/events/stream?topics=../x', { Authorization: `Bearer ${KEYS.game}` }),
    ask(served, 'GET /api/events/stream?token=1', { Authorization: `Bearer ${KEYS.game}` }),
  ])
  assert.deepEqual([statuses, served.server.clients().streams], [[401, 403, 200, 400, 400, 400], 0])
})

test('a game hears of a replay on its event stream only when the replay is for games', async (t) => {
  const served = await serve(t)
  const [game, moderator] = await Promise.all([openStream(t, served.server.url), openStream(t, served.server.url, { key: KEYS.moderator })])
  await Promise.all([game, moderator].map((one) => one.untilBlocks((blocks) => blocks.length === 1)))
  accept(served, { replay: { of: 'a' } })
  accept(served, { replay: { of: 'a', to: ['@games'] } })
  accept(served, {})
  await Promise.all([game, moderator].map((one) => one.untilBlocks(hasEvent(3))))
  assert.deepEqual(
    [game.seqNos(), moderator.seqNos()],
    [
      [2, 3],
      [1, 2, 3],
    ],
  )
})

test('what was opened with a key ends when that key is taken back, and only that', async (t) => {
  const served = await serve(t)
  const [stream, other] = await Promise.all([openStream(t, served.server.url), openStream(t, served.server.url, { key: KEYS.admin })])
  const [socket, stays] = await Promise.all([join(served, 'game'), join(served, 'admin')])
  served.server.revoked('key-game')
  assert.deepEqual([await socket.closing, await stream.closed], [4001, 'cut'])
  served.accept(1)
  await other.untilBlocks(hasEvent(1))
  assert.equal(stays.socket.readyState, stays.socket.OPEN)
  stays.socket.close()
  await once(stays.socket, 'close')
})

test('a fault of the log ends the stream and not the process', async (t) => {
  const readFrom = () => {
    throw new Error('The disk is gone')
  }
  const { server } = await serve(t, { parts: { readFrom } })
  const stream = await openStream(t, server.url)
  assert.deepEqual([await stream.closed, server.clients().streams, server.refused()], ['cut', 0, { CLOSED_1011: 1 }])
})

async function waitFor(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(setImmediate)
}
