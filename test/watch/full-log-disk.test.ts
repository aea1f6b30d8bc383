import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bundleScript } from '../../scripts/bundle-script.mjs'
import { ROOT } from '../support/root.ts'
import { hasSmallDisks, runOnSmallDisk } from '../support/small-disk.ts'

test('S0-191: a full disk below the log file stops nothing; lines are left out meanwhile, and written again once there is room', async (t) => {
  if (!hasSmallDisks()) return t.skip('no disk of its own can be mounted here')
  const script = await bundleScript(ROOT, 'test/support/log-on-full-disk.ts')
  const { problems, lost, isWrittenAgain } = Object(await runOnSmallDisk(script, [], 4))
  assert.deepEqual(problems, ['The log file /mnt/app.log cannot be written (ENOSPC); it is tried again every 30 s'])
  assert.deepEqual([lost, isWrittenAgain], [1000, true])
})
