import assert from 'node:assert/strict'
import test from 'node:test'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import { bundleScript } from '../../scripts/bundle-script.mjs'
import { createTestClock } from '../contracts/store.ts'
import { createFolder } from '../support/folder.ts'
import { cutPower, FATES } from '../support/power-cut.ts'
import { ROOT } from '../support/root.ts'
import { recordWrites, type Step } from '../support/write-recording.ts'

const IMAGES = process.env.SHOWRUNNER_LONG ? 1500 : 120
const COMMITS = 120

const script = await bundleScript(ROOT, 'test/support/power-writer.ts')

async function recorded(commits: number, synchronous = 'FULL'): Promise<readonly Step[]> {
  const folder = createFolder()
  return recordWrites(script, [folder, String(commits), synchronous], folder)
}

/** Numbers and ids that were told as accepted in the first steps. */
function told(steps: readonly Step[], after = steps.length): ReadonlyMap<number, string> {
  const lines = steps.slice(0, after).flatMap((step) => (step.kind === 'told' ? step.text.trim().split('\n') : []))
  return new Map(lines.map((line) => line.split(' ')).map(([seqNo, eventId = '']) => [Number(seqNo), eventId]))
}

/** How often something was told as accepted while a write to the WAL was not synced. */
function untimely(steps: readonly Step[]): number {
  let violations = 0
  let unsynced = 0
  for (const step of steps) {
    if (step.kind === 'told' && unsynced > 0) violations++
    if (step.kind === 'told' || !step.file.endsWith('-wal')) continue
    if (step.kind === 'write') unsynced++
    if (step.kind === 'sync') unsynced = 0
  }
  return violations
}

/** How many accepted events are not there after the power went at this step, the way `image` says. */
async function lost(steps: readonly Step[], after: number, image: number): Promise<{ readonly lost: number; readonly damaged: number }> {
  const folder = createFolder()
  cutPower(steps, after, { folder, fate: FATES[image % FATES.length] ?? 'none of it', random: seeded(image) })
  const store = await createSqliteStore({ dataDir: folder, clock: createTestClock() })
  const found = new Map(store.read(1, 10_000).map(({ seqNo, event }) => [seqNo, event.eventId]))
  const missing = [...told(steps, after)].filter(([seqNo, eventId]) => found.get(seqNo) !== eventId)
  const damaged = store.damaged()
  await store.close()
  return { lost: missing.length, damaged }
}

function seeded(seed: number) {
  let state = seed + 1
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** Steps spread over the recording, from the first acceptance on. */
function moments(steps: readonly Step[], count: number): readonly number[] {
  const first = steps.findIndex(({ kind }) => kind === 'told') + 1
  return Array.from({ length: count }, (_, image) => first + Math.floor(((image * 0.6180339887) % 1) * (steps.length - first + 1)))
}

test('D2: acceptance is told only once everything written to the WAL is synced', async (t) => {
  const steps = await recorded(COMMITS)
  const acceptances = steps.filter(({ kind }) => kind === 'told').length
  t.diagnostic(`figure: ${untimely(steps)} of ${acceptances} acceptances told before the sync`)
  assert.deepEqual([acceptances, untimely(steps)], [COMMITS, 0])
})

test('D2: the same look at a store that does not sync finds it out', async () => {
  const steps = await recorded(10, 'OFF')
  // The file's first commits and its checkpoints are synced in every mode.
  assert.ok(untimely(steps) >= 5, `${untimely(steps)} of 10`)
})

test('D3: no accepted event is lost by a power cut, whatever the disk made of what was not synced', async (t) => {
  const steps = await recorded(COMMITS)
  const checkpoints = steps.filter((step) => step.kind === 'sync' && step.file === 'showrunner.db').length
  const outcomes = []
  for (const [image, after] of moments(steps, IMAGES).entries()) outcomes.push(await lost(steps, after, image))
  const bad = outcomes.filter(({ lost, damaged }) => lost > 0 || damaged > 0)
  t.diagnostic(
    `figure: accepted events lost in ${bad.length} of ${outcomes.length} power cuts (${told(steps).size} events, ${checkpoints} checkpoints)`,
  )
  assert.ok(checkpoints > 5, `${checkpoints} checkpoints`)
  assert.deepEqual(bad, [])
})

test('D3: the same power cuts find out a store that syncs only now and then', async () => {
  const steps = await recorded(40, 'NORMAL')
  const outcomes = []
  for (const [image, after] of moments(steps, 12).entries()) outcomes.push(await lost(steps, after, image))
  assert.ok(outcomes.some((outcome) => outcome.lost > 0))
})
