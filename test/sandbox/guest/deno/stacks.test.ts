import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createObservedSandbox, pluginCode } from '../../../support/sandbox.ts'
import { powerError } from './core-in-memory.ts'

const WAYS = {
  read: `await Deno.readTextFile('a')`,
  readWithSignal: `await Deno.readTextFile('a', { signal: new AbortController().signal })`,
  write: `await Deno.writeTextFile('a', 'b')`,
  list: `for await (const _ of Deno.readDir('a'));`,
  stat: `await Deno.stat('a')`,
  copy: `await Deno.copyFile('a', 'b')`,
  open: `await Deno.open('a')`,
  connect: `await Deno.connect({ port: 1 })`,
  output: `await new Deno.Command('cat').output()`,
}

/** Line 1 begins the definition, so the first way is on line 3. */
const PLUGIN = `{
  actions: {
${Object.entries(WAYS)
  .map(([name, code]) => `    async ${name}() { ${code} },`)
  .join('\n')}
  },
}`

test("what fails in the core is shown with the plugin's own line", async (t) => {
  const { sandbox, stop } = createObservedSandbox({
    call: async () => {
      throw powerError('NotFound', 'it is not there')
    },
  })
  t.after(stop)
  await sandbox.load(pluginCode('stacks', PLUGIN, { grants: { run: ['cat'] } }), 'thread')
  for (const [at, name] of Object.keys(WAYS).entries()) {
    const message = await sandbox.act('stacks', name, 'null').catch((error: Error) => error.message)
    assert.match(message, new RegExp(`^stacks\\.${name}: NotFound: it is not there\\n.*plugin\\.ts:${at + 3}:`))
  }
})
