import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { createContext, Script } from 'node:vm'
import { build } from 'esbuild'
import { systemClock } from '../../core/base/clock.ts'
import { createLog } from '../../core/base/log.ts'
import type { Broker } from '../../core/sandbox/broker/broker.ts'
import { createBroker } from '../../core/sandbox/broker/create-broker.ts'
import { grantedVariables } from '../../core/sandbox/broker/environment.ts'
import { createDoor } from '../../core/sandbox/broker/net/door.ts'
import { createFetchPowers } from '../../core/sandbox/broker/net/fetch-powers.ts'
import { createTcpPowers } from '../../core/sandbox/broker/net/tcp-powers.ts'
import type { GuestFacts, Syscalls } from '../../core/sandbox/guest/syscalls.ts'
import { buildRunnerCode } from '../../core/sandbox/runner-code.ts'
import { loadScripts, type Scripts } from '../../core/sandbox/worker/scripts.ts'
import { createWebSyscalls } from '../../core/sandbox/worker/syscalls/web.ts'
import type { Permissions } from '../../schemas/types.ts'
import { createMemoryKv } from '../sandbox/broker/broker-under-test.ts'
import { type Case, type Outcome, type Place, programOf } from './case.ts'
import type { createCaseRealm } from './realm-entry.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

type Parts = { readonly dataDir: string; readonly environment: Readonly<Record<string, string>> }

export type Realm = {
  /** The plugin's own. */
  readonly folder: string
  run(testCase: Case, place: Place): Promise<Outcome>
}

/** Plugins' realms as a worker makes them, in this process, over the real broker: one for each set of grants. */
export async function createRealms({ dataDir, environment }: Parts) {
  const scripts = { ...loadScripts(pathToFileURL(`${await buildRunnerCode(root)}/`)), guest: await caseScript() }
  const grants = new Map<string, Permissions>()
  const realms = new Map<string, Realm & { stop(): void }>()
  const net = { door: createDoor({ clock: systemClock }), clock: systemClock, caCerts: [] }
  const broker = createBroker({
    kv: createMemoryKv(),
    grants: (plugin) => grants.get(plugin) ?? {},
    dataDir,
    protectedPaths: [],
    env: { ...environment, PATH: process.env.PATH },
    netPowers: { ...createTcpPowers(net), ...createFetchPowers(net) },
    actions: async () => undefined,
    clock: systemClock,
    log: createLog({ level: 'silent' }),
  })

  function open(granted: Permissions) {
    const plugin = `plugin-${realms.size}`
    grants.set(plugin, granted)
    const facts = factsOf(plugin, granted, grantedVariables(granted, environment))
    return { folder: join(dataDir, 'plugins', plugin), ...startRealm({ scripts, broker, facts }) }
  }

  return {
    with(granted: Permissions): Realm {
      const key = JSON.stringify(granted)
      const realm = realms.get(key) ?? open(granted)
      realms.set(key, realm)
      return realm
    },
    stop() {
      for (const realm of realms.values()) realm.stop()
    },
  }
}

const factsOf = (id: string, grants: Permissions, env: Readonly<Record<string, string>>): GuestFacts => ({
  id,
  filename: 'case.js',
  thread: 0,
  threads: 1,
  settings: {},
  env,
  grants,
  version: '0.0.0',
})

type Started = { readonly scripts: Scripts; readonly broker: Broker; readonly facts: GuestFacts }

/** A fresh realm, in which one program after the other runs to its end. */
function startRealm({ scripts, broker, facts }: Started) {
  const from = { plugin: facts.id, generation: 1 }
  const { calls, stop } = createWebSyscalls({ onTimer: (id) => realm.timer(id) })
  let done: (json: string) => void = () => {}

  const call = (number: number, method: string, args: string, bytes: Uint8Array | undefined) => {
    broker.call(from, method, JSON.parse(args), bytes && new Uint8Array(bytes)).then(
      ({ value, bytes }) => {
        if (bytes) realm.room(0, bytes.length).set(bytes)
        realm.reply(number, value === undefined ? undefined : JSON.stringify(value), undefined, bytes !== undefined)
      },
      ({ name, message }: Error) => realm.reply(number, undefined, JSON.stringify({ name, message }), false),
    )
    return ''
  }
  // The rest of the calls is for deliveries, which there are none of.
  const syscalls = { ...calls, call, log: () => {} } as unknown as Syscalls
  const realm = realmOf(scripts)(syscalls, JSON.stringify(facts), (json) => done(json))

  return {
    async run(testCase: Case, place: Place): Promise<Outcome> {
      const outcome = new Promise<string>((resolve) => {
        done = resolve
      })
      realm.run(`exports.default = async (place) => {${programOf(testCase)}}`, JSON.stringify(place))
      return JSON.parse(await outcome)
    },
    stop() {
      stop()
      broker.release(from)
    },
  }
}

/** As core/sandbox/worker/realm.ts, with the cases' own code in place of the guest's. */
function realmOf(scripts: Scripts): typeof createCaseRealm {
  const context = createContext(Object.create(null), { codeGeneration: { strings: true, wasm: false } })
  const run = (name: keyof Scripts): unknown => scripts[name].runInContext(context)
  const prepare = run('prelude') as (parts: object) => unknown
  const NativeFunction = prepare({ externalBytes: () => 0, collect: () => {}, maxBytes: 256 * 1024 * 1024 })
  run('ses')
  run('lockdown')
  // What these scripts answer is what the files export that they are made of.
  return (run('guest') as (native: unknown) => typeof createCaseRealm)(NativeFunction)
}

async function caseScript(): Promise<Script> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./realm-entry.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'bundled',
    platform: 'browser',
    target: 'node20',
    banner: { js: '((Function) => {"use strict";' },
    footer: { js: 'return bundled.createCaseRealm })' },
  })
  return new Script(outputFiles[0]?.text ?? '', { filename: 'case-realm.js' })
}
