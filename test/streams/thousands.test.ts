import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Role } from '../../core/serve/serve.ts'
import type { UnifiedEvent } from '../../schemas/types.ts'
import { accessOf } from '../serve/no-access.ts'
import { KEYS, serve } from '../serve/served.ts'
import { join } from '../serve/wire.ts'
import { openStream } from './event-stream.ts'

const LONG = Boolean(process.env.SHOWRUNNER_LONG)
const SIZE = LONG ? { sockets: 5_000, streams: 800, slow: 20 } : { sockets: 1_000, streams: 200, slow: 5 }
const EVENTS = 30
const MEGABYTE = 1024 * 1024

/** Milliseconds from the event to the last of who reads it, for each event. */
async function timeEvents(served: Awaited<ReturnType<typeof serve>>, reached: (seqNo: number) => Promise<unknown>) {
  const took: number[] = []
  for (let n = 0; n < EVENTS; n += 1) {
    const startedAt = performance.now()
    served.accept(1, 'x'.repeat(200))
    await reached(served.log.length)
    took.push(performance.now() - startedAt)
  }
  return took.sort((a, b) => a - b)
}

/** Events of a type that only the slow ones hear, more than the system takes for them. */
function acceptHeavy({ server, log }: Awaited<ReturnType<typeof serve>>, count: number): void {
  for (let n = 0; n < count; n += 1) {
    const seqNo = log.length + 1
    // Only what the server looks at.
    const event = { eventType: 'raw', seqNo, eventId: `heavy:${seqNo}`, text: 'x'.repeat(20_000) } as unknown as UnifiedEvent
    const stored = { seqNo, event, bytes: new Uint8Array() }
    log.push(stored)
    server.events([stored])
  }
}

const middle = (times: readonly number[]) => times[Math.floor(times.length / 2)] ?? 0

test('W4, S3-006, S3-007, S3-064: thousands of sockets and hundreds of event streams hear every event, and those who do not read delay nobody', {
  timeout: 300_000,
}, async (t) => {
  const limits = { streamsPerKey: SIZE.streams, strangersPerPeer: 10_000, strangers: 20_000 }
  const served = await serve(t, { limits, parts: { access: accessOf(KEYS as Record<Role, string>) } })
  const before = process.memoryUsage().rss
  const sockets: Awaited<ReturnType<typeof join>>[] = []
  for (let index = 0; index < SIZE.sockets; index += 100)
    sockets.push(...(await Promise.all(Array.from({ length: 100 }, () => join(served, 'game')))))
  const wanting = (index: number) => (index < SIZE.slow ? '' : '?types=gift,like')
  const streams: Awaited<ReturnType<typeof openStream>>[] = []
  for (let index = 0; index < SIZE.streams; index += 100)
    streams.push(
      ...(await Promise.all(Array.from({ length: 100 }, (_, n) => openStream(t, served.server.url, { query: wanting(index + n) })))),
    )
  const isSlow = (index: number) => index < SIZE.slow
  await Promise.all(sockets.map((socket, index) => socket.subscribe({ events: isSlow(index) ? ['*'] : ['gift', 'like'] })))
  await Promise.all(streams.map((stream) => stream.untilBlocks((blocks) => blocks.length === 1)))
  assert.deepEqual(served.server.clients(), { websockets: SIZE.sockets, streams: SIZE.streams, channels: 0, overlays: [] })
  const [fastSockets, fastStreams] = [sockets.slice(SIZE.slow), streams.slice(SIZE.slow)]
  const all = (seqNo: number) =>
    Promise.all([
      ...fastSockets.map(({ message }) => message('event', ({ event }) => event.seqNo === seqNo)),
      ...fastStreams.map(({ untilBlocks }) => untilBlocks((blocks) => blocks.at(-1)?.id === String(seqNo))),
    ])
  const calm = await timeEvents(served, all)
  for (const { socket } of sockets.slice(0, SIZE.slow)) socket.pause()
  for (const { incoming } of streams.slice(0, SIZE.slow)) incoming.pause()
  acceptHeavy(served, 400)
  const hindered = await timeEvents(served, all)
  const grown = (process.memoryUsage().rss - before) / MEGABYTE
  t.diagnostic(
    `figure: ${SIZE.sockets} sockets and ${SIZE.streams} streams: the last hears an event after ${middle(calm).toFixed(0)} ms, beside ${2 * SIZE.slow} who do not read after ${middle(hindered).toFixed(0)} ms`,
  )
  t.diagnostic(`${grown.toFixed(0)} MiB more in memory, with both ends of each connection`)
  assert.ok(middle(hindered) < 4 * middle(calm) + 100, `${middle(calm)} ${middle(hindered)}`)
  const wanted = served.log.flatMap(({ seqNo, event }) => (event.eventType === 'raw' ? [] : seqNo))
  for (const { seqNos } of [...fastSockets, ...fastStreams]) assert.deepEqual(seqNos(), wanted)
  for (const { socket } of sockets) socket.terminate()
})
