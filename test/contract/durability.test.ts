import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { execa } from 'execa'
import type { CrashPoint } from '../../core/base/crash-point.ts'
import { trustPlugins } from '../../scripts/bench/host.ts'
import { bundleScript } from '../../scripts/bundle-script.mjs'
import { CHORES } from '../support/crash-chores.ts'
import { createLedger, faultsOf, type Ledger, note } from '../support/crash-ledger.ts'
import { writeCrashPlugins } from '../support/crash-plugins.ts'
import { createFolder } from '../support/folder.ts'
import { ROOT } from '../support/root.ts'

/** How often a point is reached before the process dies there. */
const COUNTS = process.env.SHOWRUNNER_LONG ? [1, 2, 7] : [2]

/** Points that a host comes to in its daily work; each run dies at one, on the folder that those before it left. */
const BANDS: readonly (readonly CrashPoint[])[] = [
  [
    ...(['migration.begin', 'migration.step', 'migration.end', 'run.begun', 'accept.staged', 'commit.begin', 'commit.written'] as const),
    ...(['commit.synced', 'commit.told', 'mark.before', 'mark.after'] as const),
  ],
  [
    ...(['dispatch.before', 'dispatch.after', 'return.received', 'attempt.noted', 'attempt.durable', 'effect.before'] as const),
    ...(['effect.after', 'ack.noted', 'ack.written', 'progress.taken', 'deadLetter.noted', 'breaker.noted', 'run.ended'] as const),
  ],
]

/** Those that come once in the life of a folder or a process. */
const ONCE: readonly CrashPoint[] = ['migration.begin', 'migration.step', 'migration.end', 'run.begun', 'run.ended', 'breaker.noted']

const script = await bundleScript(ROOT, 'test/support/crash-host.ts')
const chore = await bundleScript(ROOT, 'test/support/crash-chore.ts')

/** One life of a host, which ends in order when it is to die nowhere; answers whether it was killed. */
async function live(dataDir: string, ledger: Ledger, { name, at = '', rounds = 3 }: { name: string; at?: string; rounds?: number }) {
  const args = [script, dataDir, name, String(rounds), at.startsWith('breaker') ? '6' : '0']
  const { stdout, stderr, signal, exitCode } = await execa(process.execPath, args, { env: { SHOWRUNNER_CRASH_AT: at }, reject: false })
  for (const line of stdout.split('\n')) note(line, ledger)
  assert.ok(signal === 'SIGKILL' || exitCode === 0, `${name}: ${stderr}`)
  return signal === 'SIGKILL'
}

async function killAtAll(folder: string, points: readonly CrashPoint[]) {
  const dataDir = join(folder, 'data')
  await mkdir(dataDir, { recursive: true })
  await trustPlugins(folder, await writeCrashPlugins(join(folder, 'plugins')))
  const ledger = createLedger()
  const deaths = points.flatMap((point) => (ONCE.includes(point) ? [1] : COUNTS).map((count) => ({ point, count })))
  const reached: string[] = []
  for (const [n, { point, count }] of deaths.entries()) {
    const wasKilled = await live(dataDir, ledger, { name: `run${n}`, at: `${point}:${count}`, rounds: count + 1 })
    if (wasKilled) reached.push(point)
    // What many deaths leave undone would be more at once than a plugin may log in a second.
    if (n % 2 === 1 && COUNTS.length > 1 && !ONCE.includes(point)) await live(dataDir, ledger, { name: `calm${n}`, rounds: 0 })
  }
  await live(dataDir, ledger, { name: 'last' })
  const missed = points.filter((point) => !reached.includes(point)).map((point) => `No host came to ${point}`)
  return { kills: reached.length, accepted: ledger.accepted.size, faults: [...missed, ...(await faultsOf(dataDir, ledger))] }
}

test('D4, L1, L2, L5, L9: killed at each named step of its work, a host loses nothing, and repeats nothing that may not be', async (t) => {
  const folder = createFolder()
  const outcomes = await Promise.all(BANDS.map((points, band) => killAtAll(join(folder, String(band)), points)))
  const sum = (value: (outcome: (typeof outcomes)[number]) => number) => outcomes.reduce((total, outcome) => total + value(outcome), 0)
  const faults = outcomes.flatMap((outcome) => outcome.faults)
  const [kills, accepted] = [sum((outcome) => outcome.kills), sum((outcome) => outcome.accepted)]
  t.diagnostic(
    `figure: ${faults.length} of ${accepted.toLocaleString('en')} accepted events lost or wrongly repeated in ${kills} kills at named steps`,
  )
  assert.deepEqual(faults, [])
})

for (const [name, { points, prepare, run, look, expected }] of Object.entries(CHORES)) {
  test(`D4: killed at each named step of a chore (${name}), it is done once by the next process`, async () => {
    const dataDir = createFolder()
    await prepare?.(dataDir)
    for (const point of points) {
      const killed = await execa(process.execPath, [chore, name, dataDir], { env: { SHOWRUNNER_CRASH_AT: point }, reject: false })
      assert.equal(killed.signal, 'SIGKILL', `${point}: ${killed.stderr}`)
    }
    await run(dataDir)
    assert.deepEqual(await look(dataDir), expected)
  })
}
