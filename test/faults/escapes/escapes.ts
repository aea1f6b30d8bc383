import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { bundle } from '../../../core/plugins/bundle.ts'
import { createNetPowers } from '../../../core/sandbox/broker/net.ts'
import type { Permissions } from '../../../schemas/types.ts'
import { createBrokeredSandbox } from '../../support/brokered-sandbox.ts'
import { startHeartbeat } from '../../support/heartbeat.ts'
import { pluginCode } from '../../support/sandbox.ts'
import { ESCAPES, type Escape, moduleOf } from './corpus.ts'
import { createWorld, SECRET, type World } from './world.ts'

type Isolation = 'thread' | 'process' | 'deno'

/** The core's API answers within that, whatever plugins do. */
const MAX_GAP_MS = 250
/** Many times what any takes: an attack that is never stopped fails. */
const HANGS_AFTER_MS = 120_000
/** More than the core ever holds on to for one attack. */
const MAX_GROWTH_MB = 300

/** A test for each attack, in one place for plugins, with a bystander that must not notice. */
export function defineEscapes(isolation: Isolation) {
  let world: World
  let scene: ReturnType<typeof createScene>

  before(async () => {
    process.env.SECRET_TOKEN = SECRET
    world = await createWorld()
    scene = createScene(isolation, world)
    await scene.sandbox.load(pluginCode('bystander', `{ on: { chat() {} } }`), isolation)
  })
  after(async () => {
    delete process.env.SECRET_TOKEN
    await scene.stop()
    await world.stop()
  })

  for (const attack of ESCAPES) {
    test(`P7, T76, T77: ${attack.cat}: ${attack.id} is held`, { timeout: HANGS_AFTER_MS }, async () => {
      const plugin = `attack-${ESCAPES.indexOf(attack)}`
      await world.layOut(plugin)
      const { answer, gapMs, growthMb } = await scene.attack(plugin, attack)
      if (attack.control) assert.equal(answer, 'CONTROL-OK')
      assert.doesNotMatch(answer, /^PWN/)
      assert.deepEqual(await world.damage(attack.id, plugin), [])
      assert.ok(!scene.said(plugin).includes(SECRET) && !answer.includes(SECRET), 'the secret was told')
      assert.ok(gapMs < MAX_GAP_MS, `the core stood still for ${Math.round(gapMs)} ms`)
      assert.ok(growthMb < MAX_GROWTH_MB, `the core grew by ${Math.round(growthMb)} MB`)
      await scene.bystanderWorks()
    })
  }
}

function createScene(isolation: Isolation, world: World) {
  const grants = new Map<string, Permissions>()
  const { broker, ...observed } = createBrokeredSandbox({
    grants: (plugin) => grants.get(plugin) ?? {},
    dataDir: world.dataDir,
    env: { ...process.env, PUBLIC_NAME: 'public' },
    netPowers: createNetPowers({ lookup: world.lookup, dial: world.dial }),
  })
  const { sandbox, packer, results, facts, until } = observed

  /** Loads the attack, lets it do its worst, and answers what it said at the end, or how it ended. */
  async function run(plugin: string, attack: Escape): Promise<string> {
    const code = await codeOf(attack, world)
    if (code === undefined) return 'refused: it does not build'
    const granted = attack.perms ?? {}
    grants.set(plugin, granted)
    const limits = { timeoutMs: 1_000, memoryMb: 64, grants: granted, env: broker.environmentFor(plugin) }
    try {
      await sandbox.load({ ...pluginCode(plugin, '{}', limits), code }, isolation)
      if (attack.handler !== undefined) await handled(plugin)
      const answer = String(JSON.parse(await sandbox.act(plugin, 'attack', '{}')))
      return attack.after === undefined ? answer : String(JSON.parse(await sandbox.act(plugin, 'after', '{}')))
    } catch (error) {
      return `stopped: ${error instanceof Error ? error.message : String(error)}`
    }
  }

  async function handled(plugin: string) {
    const before = results.length
    sandbox.deliver(plugin, packer.deliveries(1))
    await until(() => results.slice(before).some((result) => result.plugin === plugin) || crashesOf(plugin) > 0)
  }

  const crashesOf = (plugin: string) => facts.filter((fact) => fact.kind === 'crashed' && fact.plugin === plugin).length

  return {
    sandbox,
    async attack(plugin: string, attack: Escape) {
      const heartbeat = startHeartbeat()
      const before = process.memoryUsage.rss()
      const answer = await run(plugin, attack)
      const growthMb = (process.memoryUsage.rss() - before) / 2 ** 20
      const gapMs = heartbeat.gapMs()
      heartbeat.stop()
      await sandbox.unload(plugin, 200)
      return { answer, gapMs, growthMb }
    },
    /** All that a plugin logged and published. */
    said: (plugin: string) => JSON.stringify(facts.filter((fact) => fact.plugin === plugin)),
    /** Whatever became of its runner, the bystander handles an event. */
    async bystanderWorks() {
      const before = results.length
      const isHandled = () => results.slice(before).some(({ plugin, error }) => plugin === 'bystander' && error === undefined)
      let recoveries = -1
      await until(() => {
        const now = facts.filter((fact) => fact.kind === 'recovered' && fact.plugin === 'bystander').length
        // Each time it comes back it gets one, as the scheduler would give it again what it did not settle.
        if (now > recoveries) {
          recoveries = now
          sandbox.deliver('bystander', packer.deliveries(1))
        }
        return isHandled()
      })
    },
    stop: observed.stop,
  }
}

/** The bundle as the host makes it; undefined when it refuses to. */
async function codeOf(attack: Escape, world: World): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'showrunner-escape-'))
  const bounds = { SECRET_PATH: world.secretPath, MARK: world.markOf(attack.id), PORT: world.port, ID: attack.id }
  try {
    await writeFile(join(folder, 'plugin.ts'), moduleOf(attack, bounds))
    return (await bundle({ folder, main: 'plugin.ts' })).code
  } catch {
    return undefined
  } finally {
    await rm(folder, { recursive: true })
  }
}
