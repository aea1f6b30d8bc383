import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setInterval as ticks } from 'node:timers/promises'
import { WebSocket } from 'ws'
import type { IngestStatus } from '../../core/ingest/ingest.ts'
import { type BenchHost, startBenchHost, trustPlugins } from '../../scripts/bench/host.ts'
import { createFlood } from './flood.ts'
import { createFolder } from './folder.ts'
import type { Ending } from './host.ts'

/** What a gift's handler tells: when the gift was handed in, when it ran, and how many likes were handled by then. */
export type Told = { readonly plugin: string; readonly sentAt: number; readonly ranAt: number; readonly likes: number }

/** Counts likes, as long as it takes to do so, and tells of each gift when it ran. */
const codeOf = (likeMs: number) => `import type { Plugin } from '#sdk'
let likes = 0
export default {
  on: {
    like(event) {
      likes += event.payload.likeCount
      for (const until = performance.now() + ${likeMs}; performance.now() < until; );
    },
    chat: () => {},
    gift: (event, host) => host.publish('gift', { sentAt: Number(event.payload.giftName), ranAt: performance.timeOrigin + performance.now(), likes }),
  },
} satisfies Plugin
`

export type Written = { readonly id: string; readonly likeMs?: number; readonly code?: string; readonly manifest?: Record<string, unknown> }

/** What plugins tell of gifts. In arrays of numbers, for what is kept here lies in the memory that is measured. */
async function hearGifts(t: Ending, { url, keys }: BenchHost, plugins: readonly string[]) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, { headers: { authorization: `Bearer ${keys.game}` } })
  t.after(() => socket.terminate())
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'subscribe', topics: plugins.map((id) => `${id}.gift`) }))
  const by: number[] = []
  const [sentAt, ranAt, likes]: [number[], number[], number[]] = [[], [], []]
  socket.on('message', (text) => {
    const { type, plugin, data } = JSON.parse(String(text))
    if (type !== 'publish') return
    by.push(plugins.indexOf(plugin))
    sentAt.push(data.sentAt)
    ranAt.push(data.ranAt)
    likes.push(data.likes)
  })
  const told = (): readonly Told[] =>
    by.map((plugin, n) => ({ plugin: plugins[plugin] ?? '', sentAt: sentAt[n] ?? 0, ranAt: ranAt[n] ?? 0, likes: likes[n] ?? 0 }))
  return { socket, told }
}

/** A host with these plugins, a flood at its door, and what they tell of gifts. */
export async function startFlooded(t: Ending, plugins: readonly Written[]) {
  const folder = createFolder()
  for (const { id, likeMs = 0, code = codeOf(likeMs), manifest = {} } of plugins) {
    const subscriptions = [{ event: 'chat' }, { event: 'like', coalesceMs: 1000 }, { event: 'gift' }]
    await mkdir(join(folder, 'plugins', id), { recursive: true })
    const all = { id, name: id, version: '1.0.0', isolation: 'thread', subscriptions, ...manifest }
    await writeFile(join(folder, 'plugins', id, 'plugin.manifest.json'), JSON.stringify(all))
    await writeFile(join(folder, 'plugins', id, 'plugin.ts'), code)
  }
  await trustPlugins(
    folder,
    plugins.map(({ id }) => id),
  )
  const host = await startBenchHost({ folder })
  t.after(() => host.stop(0))
  const { socket, told } = await hearGifts(
    t,
    host,
    plugins.map(({ id }) => id),
  )
  const flood = createFlood(host.ingest)
  const laneOf = (plugin: string) => {
    const lane = host.lanes().find((lane) => lane.plugin === plugin)
    assert.ok(lane, plugin)
    return lane
  }
  return {
    ...host,
    ...flood,
    get told() {
      return told()
    },
    laneOf,
    // The report's own shape; see core/desks/watch/report.ts.
    ingested: () => host.status().ingest as IngestStatus,
    discards: () => (host.status().store as { discards: { plugin: string; eventType: string; reason: string; count: number }[] }).discards,
    /** Resolves when nothing waits any more, and what plugins told until then has arrived. */
    async quiet() {
      await flood.settled()
      for await (const _ of ticks(50))
        if (!host.lanes().some(({ depth, spilled, inFlight, retrying }) => depth + spilled + inFlight + retrying > 0)) break
      // Behind everything that was sent.
      const answered = once(socket, 'pong')
      socket.ping()
      await answered
    },
  }
}
