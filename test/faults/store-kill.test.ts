import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import test from 'node:test'
import { systemClock } from '../../core/base/clock.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import { runKillCycles, startWriter } from '../../scripts/bench/kill-cycles.ts'
import { createFolder } from '../support/store-folder.ts'

test('no accepted event is lost when the process is killed, again and again', async () => {
  let seed = 42
  const random = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    return seed / 2 ** 32
  }
  const { accepted, ...report } = await runKillCycles({ dataDir: createFolder(), cycles: 15, random })
  assert.deepEqual(report, { cycles: 15, lost: 0, damaged: 0, contiguous: true })
  assert.ok(accepted > 500, `${accepted} accepted`)
})

test('a second process is refused while the first lives, and let in once it was killed', async () => {
  const dataDir = createFolder()
  const first = startWriter(dataDir, 'a')
  await firstLine(first)
  const second = startWriter(dataDir, 'b')
  assert.equal(await firstLine(second), 'refused DATA_IN_USE')
  await assert.rejects(createSqliteStore({ dataDir, clock: systemClock }), { code: 'DATA_IN_USE' })
  first.kill('SIGKILL')
  await once(first, 'exit')
  const store = await createSqliteStore({ dataDir, clock: systemClock })
  assert.equal(store.cleanStart, false)
  await store.close()
})

async function firstLine({ stdout }: ReturnType<typeof startWriter>) {
  if (!stdout) throw new TypeError('The writer has no pipe')
  const lines = createInterface({ input: stdout })
  const [line] = await once(lines, 'line')
  return line
}
