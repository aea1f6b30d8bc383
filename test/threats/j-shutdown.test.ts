import assert from 'node:assert/strict'
import { test } from 'node:test'
import { open } from '../serve/wire.ts'
import { openStream } from '../streams/event-stream.ts'
import { createOperated } from '../support/operated.ts'

const STOP_MS = 15_000
const GIFTS = 50

test('T96: with peers that drip, readers that do not read and a plugin that never ends, a stop is over in time and loses nothing', {
  timeout: 120_000,
}, async (t) => {
  const operated = await createOperated(t)
  await operated.write('hangs', {
    manifest: { subscriptions: [{ event: 'gift', priority: 100, mode: 'sync', discardable: false }] },
    files: { 'plugin.ts': 'export default { on: { gift: () => { for (;;); } } }' },
  })
  const host = await operated.start()
  const port = Number(new URL(host.url).port)
  const drips = await Promise.all(Array.from({ length: 50 }, () => open(port)))
  for (const socket of drips) socket.on('error', () => socket.destroy()).write('GET / HTTP/1.1\r\nHo')
  const streams = await Promise.all(Array.from({ length: 5 }, () => openStream(t, host.url, { key: host.keys.game })))
  for (const { incoming } of streams) incoming.pause()
  const answers = await Promise.all(Array.from({ length: GIFTS }, () => host.ask('POST', '/api/simulate/gift', { gift: 'Rose' })))
  const accepted = answers.map(({ status, body }) => status === 201 && (body.event as { seqNo: number }).seqNo)
  const startedAt = performance.now()
  await host.stop(5_000)
  const took = performance.now() - startedAt
  for (const socket of drips) socket.destroy()
  t.diagnostic(`figure: ended after ${(took / 1_000).toFixed(1)} s`)
  assert.ok(took <= STOP_MS, String(took))
  const again = await operated.start({ pluginRoots: [] })
  const { events } = (await again.ask('GET', '/api/logs?limit=1000')).body as { events: readonly { seqNo: number; eventType: string }[] }
  const kept = new Set(events.map(({ seqNo }) => seqNo))
  assert.deepEqual([accepted.filter((seqNo) => seqNo === false || !kept.has(seqNo)), accepted.length], [[], GIFTS])
})
