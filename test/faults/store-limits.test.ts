import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import test from 'node:test'
import { execa } from 'execa'
import { systemClock } from '../../core/base/clock.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import { bundleScript } from '../../scripts/bundle-script.mjs'
import { createFolder } from '../support/folder.ts'
import { ROOT } from '../support/root.ts'

test('F1: a limit on the size of files is a full disk to the store, and it goes on when the limit is lifted', async (t) => {
  const script = await bundleScript(ROOT, 'test/support/stubborn-writer.ts')
  const dataDir = createFolder()
  const limited = 'ulimit -S -f 4000 && exec "$@"'
  const writer = spawn('sh', ['-c', limited, 'sh', process.execPath, script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(() => writer.kill('SIGKILL'))
  const lines = createInterface({ input: writer.stdout })[Symbol.asyncIterator]()
  const told = async () => (await lines.next()).value
  assert.deepEqual([await told(), await told()], ['accepted', 'STORE_FULL'])
  await execa('prlimit', ['--pid', String(writer.pid), '--fsize=unlimited'])
  assert.equal(await told(), 'accepted')
  writer.kill('SIGKILL')
  await once(writer, 'exit')
  const store = await createSqliteStore({ dataDir, clock: systemClock })
  assert.equal(store.damaged(), 0)
  await store.close()
})
