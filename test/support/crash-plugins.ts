import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Says of each event that it was here; the gifts' names say what becomes of their delivery. */
const WITNESS = `import type { Plugin } from '#sdk'
let line = 0
const saw = (event, host, { attempt, redelivered }) =>
  host.log.info('saw', { line: ++line, id: event.eventId, attempt, redelivered })
export default {
  on: {
    chat: saw,
    like: saw,
    custom: saw,
    gift(event, host, delivery) {
      saw(event, host, delivery)
      const name = event.payload.giftName
      if (name === 'flaky' && delivery.attempt === 1) throw new Error('once')
      if (name === 'poison') throw Object.assign(new Error('never'), { permanent: true })
      if (name === 'emits') host.emit({ eventType: 'custom', payload: { name: 'echo', data: event.seqNo } })
    },
  },
} satisfies Plugin
`

const BROKEN = `import type { Plugin } from '#sdk'
export default { on: { share() { throw new Error('always') } } } satisfies Plugin
`

const event = (type: string, mode = 'sync') => ({ event: type, mode, ...(type === 'like' && { discardable: true }) })
const retry = { attempts: 4, delayMs: 10 }

const of = (types: readonly string[], mode = 'sync') => types.map((type) => event(type, mode))

/** Few events for each, because a plugin may log a hundred lines a second. */
const PLUGINS = {
  'gifts-sync': { code: WITNESS, manifest: { emits: ['custom'], retry, subscriptions: of(['gift']) } },
  'gifts-async': { code: WITNESS, manifest: { emits: ['custom'], retry, concurrency: 4, subscriptions: of(['gift'], 'async') } },
  chats: { code: WITNESS, manifest: { retry, subscriptions: of(['chat', 'like']) } },
  echoes: { code: WITNESS, manifest: { retry, subscriptions: of(['custom']) } },
  broken: { code: BROKEN, manifest: { retry: { attempts: 1 }, subscriptions: of(['share']) } },
}

/** What each plugin is owed that does not only fail. */
export const WITNESSES: Readonly<Record<string, readonly string[]>> = {
  'gifts-sync': ['gift'],
  'gifts-async': ['gift'],
  chats: ['chat'],
  echoes: ['custom'],
}

/** Writes the plugins that a host is to be killed with, and answers their ids. */
export async function writeCrashPlugins(folder: string): Promise<readonly string[]> {
  for (const [id, { code, manifest }] of Object.entries(PLUGINS)) {
    await mkdir(join(folder, id), { recursive: true })
    const least = { id, name: id, version: '1.0.0', isolation: 'thread' }
    await writeFile(join(folder, id, 'plugin.manifest.json'), JSON.stringify({ ...least, ...manifest }))
    await writeFile(join(folder, id, 'plugin.ts'), code)
  }
  return Object.keys(PLUGINS)
}
