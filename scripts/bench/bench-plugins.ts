import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Handlers that touch a few fields, as real ones do, and may work for a while; a timed gift tells when it ran. */
const codeOf = (busyMs: number) => `import type { Plugin } from '#sdk'
let letters = 0
const work = (text = '') => {
  letters += text.length
  ${busyMs > 0 ? `for (const end = performance.now() + ${busyMs}; performance.now() < end; );` : ''}
}
export default {
  on: {
    chat: (event) => work(event.payload.message + event.user.displayName),
    question: (event) => work(event.payload.question + event.user.displayName),
    share: (event) => work(event.payload.displayType + event.user.displayName),
    follow: (event) => work(event.payload.displayType + event.user.displayName),
    subscribe: (event) => work(event.payload.subscribeType + event.user.displayName),
    like: (event) => work(event.user.displayName),
    gift: (event, host) => {
      if (event.payload.giftId === 'timed')
        host.publish('gift', { sentAt: Number(event.payload.giftName), ranAt: performance.timeOrigin + performance.now() })
      work(event.user.displayName)
    },
  },
} satisfies Plugin
`

/** Six priorities of what may not be discarded; and likes, which may. */
const SUBSCRIPTIONS = [
  { event: 'gift', priority: 100 },
  { event: 'subscribe', priority: 60 },
  { event: 'follow', priority: 50 },
  { event: 'share', priority: 15, discardable: false },
  { event: 'chat', priority: 10 },
  { event: 'question', priority: 5, discardable: false },
  { event: 'like' },
]

/** Writes so many plugins that take most of what a live has, and answers their ids. `busyMs`: how long each handler keeps its processor. */
export async function writeBenchPlugins(folder: string, count: number, { busyMs = 0 } = {}): Promise<readonly string[]> {
  const ids = Array.from({ length: count }, (_, n) => `bench-${n + 1}`)
  for (const id of ids) {
    await mkdir(join(folder, id), { recursive: true })
    const manifest = { id, name: id, version: '1.0.0', isolation: 'thread', queue: { max: 100_000 }, subscriptions: SUBSCRIPTIONS }
    await writeFile(join(folder, id, 'plugin.manifest.json'), JSON.stringify(manifest))
    await writeFile(join(folder, id, 'plugin.ts'), codeOf(busyMs))
  }
  return ids
}
