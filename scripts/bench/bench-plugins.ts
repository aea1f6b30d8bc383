import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Handlers that touch a few fields, as real ones do; the gift's tells when it ran. */
const CODE = `import type { Plugin } from '#sdk'
let letters = 0
export default {
  on: {
    chat: (event) => void (letters += event.payload.message.length + event.user.displayName.length),
    like: (event) => void (letters += event.payload.likeCount),
    gift: (event, host) => host.publish('gift', { sentAt: Number(event.payload.giftName), ranAt: performance.timeOrigin + performance.now() }),
  },
} satisfies Plugin
`

/** Writes so many plugins that take chats, likes and gifts, and answers their ids. */
export async function writeBenchPlugins(folder: string, count: number): Promise<readonly string[]> {
  const ids = Array.from({ length: count }, (_, n) => `bench-${n + 1}`)
  for (const id of ids) {
    await mkdir(join(folder, id), { recursive: true })
    const subscriptions = [{ event: 'chat' }, { event: 'like' }, { event: 'gift' }]
    const manifest = { id, name: id, version: '1.0.0', isolation: 'thread', queue: { max: 100_000 }, subscriptions }
    await writeFile(join(folder, id, 'plugin.manifest.json'), JSON.stringify(manifest))
    await writeFile(join(folder, id, 'plugin.ts'), CODE)
  }
  return ids
}
