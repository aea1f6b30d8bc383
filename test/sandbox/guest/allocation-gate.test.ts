import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createObservedSandbox, pluginCode } from '../../support/sandbox.ts'

test('a plugin that allocates with a full stack gets errors of its own realm only', async (t) => {
  const { sandbox, stop } = createObservedSandbox()
  t.after(stop)
  const code = `{ actions: { fill() {
    let tries = 0, caught = 0, foreign = 0
    const dig = () => {
      try { dig() } catch {}
      // The first to come back from the deepest place: each has a little more room than the one before.
      if (++tries > 60) return
      try { new Uint8Array(9 * 2 ** 20) } catch (error) { caught += 1; if (!(error instanceof Error)) foreign += 1 }
    }
    dig()
    return { caught: caught > 0, foreign }
  } } }`
  await sandbox.load(pluginCode('one', code), 'process')
  assert.deepEqual(JSON.parse(await sandbox.act('one', 'fill', '{}')), { caught: true, foreign: 0 })
})
