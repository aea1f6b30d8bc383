import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A plugin that keeps what it sees in its memory and its storage, says it again, and fails with it. */
const CODE = `
const seen: unknown[] = []
export default {
  on: {
    async chat(event: any, host: any) {
      seen.push(event.user, event.payload.message)
      await host.kv.set('last', { user: event.user, message: event.payload.message })
      await host.kv.set('seen:' + event.user.userId, seen.length)
      await host.kv.set('all', seen)
      host.emit({ eventType: 'custom', payload: { name: 'keeper.said', data: { text: 'They said: ' + event.payload.message.toUpperCase(), n: 1 } } })
    },
    question(event: any) {
      throw new Error('Cannot answer ' + event.user.displayName + ' (' + event.user.userId + '): ' + event.payload.question)
    },
    gift(event: any, host: any) {
      host.log.info('A gift')
    },
  },
}
`

/** A plugin that says whose fault it was when it is too late to be caught. */
const CRASHER = `
export default {
  on: {
    share(event: any) {
      setTimeout(() => { throw new Error('No share of ' + event.user.displayName + ' ' + event.user.userId) }, 1)
      return new Promise(() => {})
    },
  },
}
`

/** Writes it below a folder of plugins, and answers that. */
export function writeKeeper(folder: string): Promise<string> {
  const more = { retry: { attempts: 1 }, emits: ['keeper.said'] }
  return write(folder, { id: 'keeper', code: CODE, types: ['chat', 'question', 'gift'], more })
}

export function writeCrasher(folder: string): Promise<string> {
  return write(folder, { id: 'crasher', code: CRASHER, types: ['share'], more: { retry: { attempts: 2 } } })
}

type Parts = { readonly id: string; readonly code: string; readonly types: readonly string[]; readonly more: object }

async function write(folder: string, { id, code, types, more }: Parts): Promise<string> {
  await mkdir(join(folder, id), { recursive: true })
  const manifest = { id, name: id, version: '1.0.0', subscriptions: types.map((event) => ({ event })), ...more }
  await writeFile(join(folder, id, 'plugin.manifest.json'), JSON.stringify(manifest))
  await writeFile(join(folder, id, 'plugin.ts'), code)
  return folder
}
