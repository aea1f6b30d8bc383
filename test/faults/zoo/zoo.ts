import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import type { Dispatch } from '../../../core/schedule/schedule.ts'
import { startHeartbeat } from '../../support/heartbeat.ts'
import { createObservedSandbox, pluginCode } from '../../support/sandbox.ts'
import { VICES, type Vice } from './vices.ts'

type Isolation = 'thread' | 'process' | 'deno'
type Observed = ReturnType<typeof createObservedSandbox>

const TIMEOUT_MS = 200
/** What the contract promises of the core's API, whatever a plugin does (P1). */
const MAX_GAP_MS = 250
const BEFORE_AND_BEHIND = 5
const NEIGHBOUR_MS = 2
/** Many times what any takes: what waits for an end that never comes fails. */
const HANGS_AFTER_MS = 120_000

/** Lets every hostile plugin loose, one after the other, beside one that minds its own business. */
export function defineZoo(isolation: Isolation, isMissing: (t: TestContext) => Promise<boolean> = async () => false) {
  let observed: Observed
  before(async () => {
    observed = createObservedSandbox()
    await observed.sandbox.load(pluginCode('quiet', `{ on: { chat: () => {} } }`), 'process')
  })
  after(() => observed.stop())

  for (const [name, vice] of Object.entries(VICES))
    test(`${vice.proves}: ${isolation}: ${name} costs its plugin and nobody else`, { timeout: HANGS_AFTER_MS }, async (t) => {
      if (await isMissing(t)) return
      const heartbeat = startHeartbeat()
      t.after(heartbeat.stop)
      const plugin = `vice-${Object.keys(VICES).indexOf(name)}`
      // Also of one that fails: it is not to be counted by those after it.
      t.after(() => observed.sandbox.unload(plugin, 200))
      const end = await letLoose(observed, { plugin, vice, isolation })
      const gap = heartbeat.gapMs()
      t.diagnostic(`${end.how} (${end.said?.split('\n')[0]?.slice(0, 100)}), ${Math.round(gap)} ms`)
      assert.ok(vice.ends.includes(end.how), `It ended ${end.how}: ${end.said}`)
      if (vice.says && end.how !== 'done') assert.match(String(end.said), vice.says)
      assert.ok(gap < MAX_GAP_MS, `The core stood still for ${gap} ms`)
      assert.ok(end.neighbourDid > 0, 'The neighbour did nothing meanwhile')
      assert.deepEqual(end.lost, [])
      assert.equal(observed.sandbox.status().length, 2, 'A runner was left behind')
    })
}

async function letLoose(
  observed: Observed,
  { plugin, vice: { does, ends }, isolation }: { plugin: string; vice: Vice; isolation: Isolation },
) {
  const { sandbox, packer, results, told, until } = observed
  const settings = { volume: 3 }
  await sandbox.load(
    pluginCode(plugin, `{ on: { chat: () => {}, gift(event, host, delivery) { ${does} } } }`, { timeoutMs: TIMEOUT_MS, settings }),
    isolation,
  )
  const neighbour = keepBusy(observed)
  const good = packer.deliveries(BEFORE_AND_BEHIND)
  const [bad] = packer.deliveries(1, { eventType: 'gift', mode: 'async' })
  assert.ok(bad)
  sandbox.deliver(plugin, good)
  await until(() => countOf(observed, good) === good.length)
  const neighbourBefore = neighbour.count()
  sandbox.deliver(plugin, [bad])

  const resultOf = ({ deliveryId }: Dispatch) => results.find((result) => result.deliveryId === deliveryId)
  const hasEnded = () => told('crashed', plugin).length > 0 || (!ends.every((end) => end === 'crashed') && resultOf(bad) !== undefined)
  await until(hasEnded)
  // What a crash leaves behind comes again, as the scheduler has it.
  const hasCrashed = told('crashed', plugin).length > 0
  if (hasCrashed) await until(() => told('recovered', plugin).length > 0)
  const behind = packer.deliveries(BEFORE_AND_BEHIND)
  await settleAll(observed, plugin, behind)
  // Whatever the vice did, the neighbour must have had its turn since.
  await until(() => neighbour.count() > neighbourBefore)
  neighbour.stop()
  const [[death] = []] = told('crashed', plugin)
  return {
    how: hasCrashed ? ('crashed' as const) : resultOf(bad)?.error === undefined ? ('done' as const) : ('failed' as const),
    // What a crash tells; see SandboxEvents.
    said: hasCrashed ? (death as { reason: string }).reason : resultOf(bad)?.error,
    neighbourDid: neighbour.count() - neighbourBefore,
    lost: [...good, ...behind].filter((delivery) => resultOf(delivery) === undefined).map(({ deliveryId }) => deliveryId),
  }
}

/** Delivers until all are settled, again after each crash. */
async function settleAll(observed: Observed, plugin: string, deliveries: readonly Dispatch[]) {
  const { sandbox, told, until, results } = observed
  for (;;) {
    const settled = new Set(results.map(({ deliveryId }) => deliveryId))
    const left = deliveries.filter(({ deliveryId }) => !settled.has(deliveryId))
    if (left.length === 0) return
    const crashes = told('crashed', plugin).length
    sandbox.deliver(plugin, left)
    await until(() => countOf(observed, left) === left.length || told('crashed', plugin).length > crashes)
    await until(() => told('recovered', plugin).length === told('crashed', plugin).length)
  }
}

function countOf({ results }: Observed, deliveries: readonly Dispatch[]): number {
  return deliveries.filter(({ deliveryId }) => results.some((result) => result.deliveryId === deliveryId)).length
}

/** Gives the neighbour the next delivery soon after it settled the one before. */
function keepBusy({ sandbox, packer, results, until }: Observed) {
  let isOver = false
  let count = 0
  async function goOn() {
    while (!isOver) {
      const [next] = packer.deliveries(1)
      if (!next) return
      sandbox.deliver('quiet', [next])
      await until(() => isOver || results.some(({ deliveryId }) => deliveryId === next.deliveryId))
      count += 1
      await new Promise((resolve) => setTimeout(resolve, NEIGHBOUR_MS))
    }
  }
  void goOn()
  return {
    count: () => count,
    stop() {
      isOver = true
    },
  }
}
