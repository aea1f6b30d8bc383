import { mkdir, realpath, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type Clock, systemClock } from '../../../core/base/clock.ts'
import { createLog } from '../../../core/base/log.ts'
import { type BrokerParts, createBroker } from '../../../core/sandbox/broker/create-broker.ts'
import type { PowerError } from '../../../core/sandbox/broker/power.ts'
import type { Method, Powers } from '../../../core/sandbox/powers.ts'
import type { Store } from '../../../core/store/store.ts'
import type { Permissions } from '../../../schemas/types.ts'
import { createFolder } from '../../support/folder.ts'

export const SECRET = 'canary-secret'

/** A store's key/value part in memory, as the contract has it. */
export function createMemoryKv(): Store['kv'] {
  const plugins = new Map<string, Map<string, string>>()
  const of = (plugin: string) => {
    const keys = plugins.get(plugin) ?? new Map<string, string>()
    plugins.set(plugin, keys)
    return keys
  }
  const get = (plugin: string, key: string) => {
    const json = of(plugin).get(key)
    return json === undefined ? undefined : JSON.parse(json)
  }
  const set = (plugin: string, key: string, value: unknown) => void of(plugin).set(key, JSON.stringify(value))
  return {
    get,
    set,
    delete: (plugin, key) => void of(plugin).delete(key),
    list: (plugin, prefix, limit) =>
      [...of(plugin).keys()]
        .filter((key) => key.startsWith(prefix))
        .sort()
        .slice(0, limit),
    sum(plugin, key, amount) {
      const total = (get(plugin, key) ?? 0) + amount
      set(plugin, key, total)
      return total
    },
    bytes: (plugin) => [...of(plugin)].reduce((total, [key, json]) => total + Buffer.byteLength(key + json), 0),
  }
}

/**
 * A broker over real folders: `data/` with the core's files, `data/plugins/stranger` and another's, `code/` that is protected, and
 * `outside/secret.txt`.
 */
export async function createBrokerUnderTest(t: TestContext, granted: Permissions = {}, parts: Partial<BrokerParts> = {}) {
  const root = await realpath(createFolder())
  const dataDir = join(root, 'data')
  const own = join(dataDir, 'plugins/stranger')
  for (const folder of ['data/plugins/other', 'data/plugins/stranger/data', 'outside', 'code/stranger']) {
    await mkdir(join(root, folder), { recursive: true })
  }
  const secrets = ['data/showrunner.db', 'data/settings.json', 'data/keys.json', 'data/plugins/other/kept.txt', 'outside/secret.txt']
  for (const file of secrets) await writeFile(join(root, file), SECRET)
  await writeFile(join(own, 'data/ok.txt'), 'fine')
  await symlink(join(root, 'outside/secret.txt'), join(own, 'data/link-secret'))
  await symlink(join(root, 'outside'), join(own, 'data/link-dir'))

  let grants = granted
  // Each look at it is a second later, so that no test is slowed by a limit it is not about.
  let seconds = 0
  const clock: Clock = {
    ...systemClock,
    now() {
      seconds += 1
      return seconds * 1000
    },
  }
  const broker = createBroker({
    kv: createMemoryKv(),
    blobs: { put: async () => 'kept' },
    grants: () => grants,
    dataDir,
    protectedPaths: [join(root, 'code')],
    env: { PATH: process.env.PATH, PUBLIC_NAME: 'public', SECRET_TOKEN: SECRET },
    lookUp: async () => [],
    netPowers: {},
    actions: async () => undefined,
    clock,
    log: createLog({ level: 'silent' }),
    ...parts,
  })
  const from = { plugin: 'stranger', generation: 1 }
  t.after(() => broker.release(from))

  /** Calls as a plugin does, with whatever it likes. */
  const ask = (method: string, ...args: readonly unknown[]) => broker.call(from, method, args)
  const value = async <M extends Method>(method: M, ...args: Powers[M]['args']): Promise<Powers[M]['value']> =>
    // The contract of powers.ts says what each method answers.
    (await broker.call(from, method, args)).value as Powers[M]['value']

  async function read(path: string): Promise<string> {
    const { id } = await value('file.open', path, { read: true })
    const chunks: Uint8Array[] = []
    for (;;) {
      const { bytes } = await ask('file.read', id, 65_536)
      if (!bytes?.length) break
      chunks.push(bytes)
    }
    await ask('file.close', id)
    return Buffer.concat(chunks).toString()
  }

  async function write(path: string, text: string): Promise<void> {
    const { id } = await value('file.open', path, { write: true, create: true, truncate: true })
    await broker.call(from, 'file.write', [id], Buffer.from(text))
    await ask('file.close', id)
  }

  /** A program's whole output. */
  async function output(command: string, args: readonly string[], more: Record<string, unknown> = {}): Promise<string> {
    const how = { args, stdin: 'null', stdout: 'piped', stderr: 'null', ...more } as const
    const { id } = await value('run.spawn', command, how)
    const chunks: Uint8Array[] = []
    for (;;) {
      const { bytes } = await ask('run.read', id, 'stdout')
      if (!bytes?.length) break
      chunks.push(bytes)
    }
    await ask('run.status', id)
    return Buffer.concat(chunks).toString()
  }

  const grant = (permissions: Permissions) => {
    grants = permissions
  }
  return { broker, from, root, own, dataDir, ask, value, read, write, output, grant }
}

/** The name of the error that it rejects with, or 'nothing'. */
export const errorOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'nothing',
    (error: PowerError) => error.name,
  )
