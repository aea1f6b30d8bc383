import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Permissions } from '../../schemas/types.ts'
import { createBrokeredSandbox } from '../support/brokered-sandbox.ts'
import { pluginCode } from '../support/sandbox.ts'
import { type Case, grantsAt, type Outcome, type Place, programOf } from './case.ts'
import { layOut } from './place.ts'

export type Isolation = 'thread' | 'process' | 'deno'
type Around = Omit<Place, 'folder'>
type Parts = {
  readonly isolation: Isolation
  /** Exists; holds the plugins' folders. */
  readonly dataDir: string
  readonly environment: Readonly<Record<string, string>>
  readonly around: Around
}

/** One plugin for all cases with the same grants: its action runs the program that it is sent. */
const PLUGIN = `{
  actions: {
    async run({ code, place }) {
      try {
        return { value: await new Function('place', 'return (async () => {' + code + '})()')(place) }
      } catch (error) {
        return { threw: String(error) }
      }
    },
  },
}`

/** Runs the cases as a plugin's code in the real sandbox, over the real broker. Answers outcomes by id. */
export async function runInSandbox(cases: readonly Case[], parts: Parts): Promise<ReadonlyMap<string, Outcome>> {
  const { sandbox, run, stop } = createHost(parts)
  const outcomes = new Map<string, Outcome>()
  try {
    for (const [at, group] of groupsOf(cases, parts.around).entries()) {
      const plugin = `cases-${at}`
      await run(plugin, group, outcomes)
      await sandbox.unload(plugin, 1_000)
    }
  } finally {
    await stop()
  }
  return outcomes
}

type Group = { readonly grants: Permissions; readonly cases: readonly Case[] }

function groupsOf(cases: readonly Case[], around: Around): readonly Group[] {
  const groups = new Map<string, { grants: Permissions; cases: Case[] }>()
  for (const each of cases) {
    const grants = grantsAt(each, around)
    const key = JSON.stringify(grants)
    const group = groups.get(key) ?? { grants, cases: [] }
    group.cases.push(each)
    groups.set(key, group)
  }
  return [...groups.values()]
}

function createHost({ isolation, dataDir, environment, around }: Parts) {
  const grants = new Map<string, Permissions>()
  const { broker, sandbox, stop } = createBrokeredSandbox({
    grants: (plugin) => grants.get(plugin) ?? {},
    dataDir,
    env: { ...environment, PATH: process.env.PATH },
  })

  return {
    sandbox,
    stop,
    async run(plugin: string, group: Group, outcomes: Map<string, Outcome>) {
      grants.set(plugin, group.grants)
      const env = broker.environmentFor(plugin)
      await sandbox.load(pluginCode(plugin, PLUGIN, { grants: group.grants, env, timeoutMs: 30_000 }), isolation)
      for (const each of group.cases) {
        const place = { folder: join(dataDir, 'plugins', plugin), ...around }
        await rm(place.folder, { recursive: true, force: true })
        await layOut(place)
        const answer = await sandbox.act(plugin, 'run', JSON.stringify({ code: programOf(each), place }))
        // The plugin above answers an outcome.
        outcomes.set(each.id, JSON.parse(answer) as Outcome)
      }
    },
  }
}
