import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { createProgram } from '../../core/commands/program.ts'
import { noteRunning } from '../../core/commands/running.ts'
import type { HostOptions } from '../../core/host.ts'
import { createFolder } from '../support/folder.ts'
import { ROOT } from '../support/root.ts'
import { startWatched } from '../watch/watched.ts'

/** Runs commands as they are typed, here in this process, and answers what they print. */
export function createOperator(t: TestContext, dataDir = createFolder()) {
  const variables: Record<string, string> = {}
  return {
    variables,
    dataDir,
    async type(...words: readonly string[]): Promise<string> {
      const printed: string[] = []
      const log = t.mock.method(console, 'log', (text = '') => void printed.push(String(text)))
      try {
        const program = createProgram({ root: ROOT, version: '0.1.0', environment: { variables, dataDir } })
        await program.parseAsync(['node', 'showrunner', ...words])
      } finally {
        log.mock.restore()
      }
      return printed.join('\n')
    },
    async json(...words: readonly string[]): Promise<unknown> {
      return JSON.parse(await this.type(...words, '--json'))
    },
  }
}

/** A running host, and whoever types commands for it. */
export async function startOperated(t: TestContext, options: Partial<HostOptions> = {}) {
  const operator = createOperator(t, options.dataDir)
  await mkdir(operator.dataDir, { recursive: true })
  const host = await startWatched(t, { dataDir: operator.dataDir, ...options })
  await noteRunning(operator.dataDir, { url: host.url, pid: process.pid })
  return { host, ...operator, json: operator.json.bind(operator) }
}

/** A plugin that takes gifts and likes, and fails for a gift that is called Bad. */
export const LAMP = {
  manifest: {
    name: 'Lamp',
    queue: { max: 4 },
    retry: { attempts: 1 },
    subscriptions: [{ event: 'gift' }, { event: 'like', discardable: true }],
  },
  files: {
    'plugin.ts':
      'export default { on: { gift: ({ payload }, host) => { if (payload.giftName === "Bad") throw new Error("no"); host.log.warn("Lit") }, like() {} } }',
  },
}

/** Writes a file of settings. */
export const writeSettings = (dataDir: string, settings: object) =>
  writeFile(join(dataDir, 'settings.json'), JSON.stringify({ schemaVersion: '1', ...settings }))
