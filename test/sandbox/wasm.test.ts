import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createObservedSandbox, pluginCode } from '../support/sandbox.ts'

/** A module that exports `add`, and one that exports a memory of a page for several threads. */
const ADD = '0,97,115,109,1,0,0,0,1,7,1,96,2,127,127,1,127,3,2,1,0,7,7,1,3,97,100,100,0,0,10,9,1,7,0,32,0,32,1,106,11'
const SHARED = '0,97,115,109,1,0,0,0,5,4,1,3,1,1,7,10,1,6,109,101,109,111,114,121,2,0'

async function answerOf(t: TestContext, body: string, wasm: boolean) {
  const { sandbox, stop } = createObservedSandbox()
  t.after(stop)
  await sandbox.load(pluginCode('one', `{ actions: { async run() { ${body} } } }`, { grants: { wasm } }), 'process')
  return JSON.parse(await sandbox.act('one', 'run', '{}'))
}

test('WebAssembly runs where it was granted, and says what to ask for where it was not', async (t) => {
  const run = `const { instance } = await WebAssembly.instantiate(new Uint8Array([${ADD}])); return instance.exports.add(40, 2)`
  assert.equal(await answerOf(t, run, true), 42)
  await assert.rejects(
    answerOf(t, run, false),
    /WebAssembly\.instantiate was not granted; ask for it with "permissions": \{ "wasm": true \}/,
  )
  await assert.rejects(answerOf(t, `new WebAssembly.Module(new Uint8Array([${ADD}]))`, false), /WebAssembly\.Module was not granted/)
})

test('what WebAssembly leads to has no power: not its errors, not its memory', async (t) => {
  const look = `
    const found = []
    const functions = ['captureStackTrace', 'prepareStackTrace']
    try { new WebAssembly.Module(new Uint8Array([1])) } catch (error) {
      for (let at = error.constructor; at; at = Object.getPrototypeOf(at)) for (const name of functions) if (name in at) found.push(name)
      try { error.constructor.constructor('return 1')() ; found.push('code') } catch {}
    }
    const { instance } = await WebAssembly.instantiate(new Uint8Array([${SHARED}]))
    const { buffer } = instance.exports.memory
    if (buffer.constructor !== Object) found.push('a buffer for several threads: ' + buffer.constructor.name)
    for (const part of [WebAssembly, WebAssembly.Module.prototype, Object.getPrototypeOf(buffer)])
      try { part.mine = 1; found.push('a place to write') } catch {}
    return found`
  assert.deepEqual(await answerOf(t, look, true), [])
})
