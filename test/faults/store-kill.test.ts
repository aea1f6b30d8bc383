import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import test from 'node:test'
import { systemClock } from '../../core/base/clock.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import { createWriter, runKillCycles } from '../../scripts/bench/kill-cycles.ts'
import { createFolder } from '../support/folder.ts'
import { fingerprint } from '../support/store-folder.ts'

const CYCLES = process.env.SHOWRUNNER_LONG ? 3000 : 100
/** As many at a time as there are processors on the smallest machine. */
const BANDS = 2

function seeded(seed: number) {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

test('O5, D1: no accepted event is lost, and no number left out, when the process is killed, again and again', async (t) => {
  const reports = await Promise.all(
    Array.from({ length: BANDS }, (_, band) =>
      runKillCycles({ dataDir: createFolder(), cycles: CYCLES / BANDS, random: seeded(42 + band), writer: 'store' }),
    ),
  )
  const accepted = reports.reduce((sum, report) => sum + report.accepted, 0)
  const lost = reports.reduce((sum, report) => sum + report.lost, 0)
  t.diagnostic(`figure: ${lost} of ${accepted.toLocaleString('en')} accepted events lost in ${CYCLES} kills of the store`)
  assert.deepEqual(
    reports.map(({ lost, damaged, contiguous }) => ({ lost, damaged, contiguous })),
    Array.from({ length: BANDS }, () => ({ lost: 0, damaged: 0, contiguous: true })),
  )
  assert.ok(accepted > 30 * CYCLES, `${accepted} accepted`)
})

test('D7: a second process is refused and touches no file while the first lives, and let in once it was killed', async () => {
  const dataDir = createFolder()
  const startWriter = await createWriter('store')
  const first = startWriter(dataDir, 'a')
  await firstLine(first)
  // Standing still, so that whatever changes was changed by the second.
  first.kill('SIGSTOP')
  const before = fingerprint(dataDir)
  const second = startWriter(dataDir, 'b')
  assert.equal(await firstLine(second), 'refused DATA_IN_USE')
  assert.deepEqual(fingerprint(dataDir), before)
  await assert.rejects(createSqliteStore({ dataDir, clock: systemClock }), { code: 'DATA_IN_USE' })
  first.kill('SIGKILL')
  await once(first, 'exit')
  const store = await createSqliteStore({ dataDir, clock: systemClock })
  assert.equal(store.cleanStart, false)
  await store.close()
})

async function firstLine({ stdout }: ChildProcess) {
  if (!stdout) throw new TypeError('The writer has no pipe')
  const lines = createInterface({ input: stdout })
  const [line] = await once(lines, 'line')
  return line
}
