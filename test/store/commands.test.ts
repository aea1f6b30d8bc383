import assert from 'node:assert/strict'
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { MIGRATIONS } from '../../core/store/sqlite/migrate.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import { createTestClock } from '../contracts/store.ts'
import { createFolder } from '../support/folder.ts'
import { runCommand } from '../support/host-process.ts'
import { oldFolder } from './old-store.ts'

/** A folder whose `data` an older version left, and the command on it. */
function oldHome() {
  const home = createFolder()
  renameSync(oldFolder('0001-first'), join(home, 'data'))
  const store = async (...args: readonly string[]) => {
    const { exitCode, stdout, stderr } = await runCommand(home, ['store', ...args])
    return { exitCode, stderr, said: stdout }
  }
  return { dataDir: join(home, 'data'), store }
}

const stepsOf = ({ said }: { said: string }) => JSON.parse(said).steps

test('showrunner store migrates, takes back and says what is there; --dry-run changes nothing', async () => {
  const { dataDir, store } = oldHome()
  const [first = '', ...later] = Object.keys(MIGRATIONS)
  const waiting = [{ name: first, applied: true }, ...later.map((name) => ({ name, applied: false }))]
  assert.deepEqual(stepsOf(await store('status', '--json')), waiting)
  assert.deepEqual(stepsOf(await store('migrate', '--dry-run', '--json')), later)
  assert.equal((await store('migrate')).said, `Took ${later.join(', ')}`)
  const { events, sessions, deadLetters } = JSON.parse((await store('status', '--json')).said)
  assert.deepEqual([events, sessions, deadLetters], [{ first: 1, last: 256 }, 1, 1])
  assert.match((await store('compact')).said, /became/)
  for (const step of later.toReversed()) {
    const { said } = await store('rollback')
    assert.ok(said.startsWith(`Took back ${step}; the store of before is showrunner.db.before-`), said)
    assert.ok(existsSync(join(dataDir, said.split(' ').at(-1) ?? '')))
  }
  const refused = await store('rollback')
  assert.deepEqual([refused.exitCode, refused.stderr.split('\n').length], [64, 1])
  const again = await createSqliteStore({ dataDir, clock: createTestClock() })
  assert.deepEqual([again.read(1, 999).length, again.sessions.summary('session-1')?.coins], [256, 120])
  await again.close()
})

test('showrunner store leaves a store alone that is in use, and makes none where there is none', async () => {
  const { dataDir, store } = oldHome()
  const inUse = await createSqliteStore({ dataDir, clock: createTestClock() })
  const { exitCode, stderr } = await store('rollback')
  assert.deepEqual([exitCode, inUse.head()], [73, 256])
  assert.match(stderr, /^Another Showrunner uses this data folder/)
  await inUse.close()
  const home = createFolder()
  mkdirSync(join(home, 'data'))
  assert.equal((await runCommand(home, ['store', 'status'])).exitCode, 64)
  assert.ok(!existsSync(join(home, 'data/showrunner.db')))
})
