import assert from 'node:assert/strict'
import { test } from 'node:test'
import { POWER_ERRORS } from '../../../../core/sandbox/powers.ts'
import { createDenoUnderTest, powerError } from './core-in-memory.ts'

/** What a plugin gets for an error of the core. */
async function received(name: string): Promise<{ readonly Deno: typeof globalThis.Deno; readonly error: Error }> {
  const { namespace: Deno } = createDenoUnderTest({ 'file.realPath': () => powerError(name) })
  const error = await Deno.realPath('a').then(
    () => new Error('It did not fail'),
    (error: Error) => error,
  )
  return { Deno, error }
}

test('every name that the core may answer with comes as an error of its class', async () => {
  for (const name of POWER_ERRORS) {
    const { Deno, error } = await received(name)
    const classes: { readonly [name: string]: unknown } = {
      ...Deno.errors,
      QuotaExceededError: DOMException,
      Error,
      TypeError,
      RangeError,
      SyntaxError,
    }
    assert.equal(error.name, name)
    assert.equal(error.message, 'said')
    assert.equal(Object.getPrototypeOf(error).constructor, classes[name], name)
  }
})

test('any other name is an Error', async () => {
  for (const name of ['constructor', 'toString', '__proto__', 'Whatever', '']) {
    const { error } = await received(name)
    assert.deepEqual([error.constructor, error.name, error.message], [Error, 'Error', 'said'])
  }
})

test('a program that cannot start is told by status and by its streams, and nobody has to look', async () => {
  const { namespace: Deno } = createDenoUnderTest({ 'run.spawn': () => powerError('NotFound') }, { grants: { run: ['cat'] } })
  const child = new Deno.Command('cat', { stdout: 'piped', stdin: 'piped' }).spawn()
  await assert.rejects(child.stdout.text(), Deno.errors.NotFound)
  await assert.rejects(child.status, Deno.errors.NotFound)
  assert.equal(child.pid, 0)
  // Not looked at: were its failure unhandled, this file would fail.
  new Deno.Command('cat').spawn()
})

test('what plugins do not have says what to use', () => {
  const { namespace: Deno } = createDenoUnderTest({})
  const missing = Deno as unknown as { readonly [name: string]: () => never }
  assert.throws(() => missing.readTextFileSync?.(), {
    name: 'NotSupported',
    message: 'Plugins do not have Deno.readTextFileSync: use await Deno.readTextFile',
  })
  assert.throws(() => missing.openKv?.(), Deno.errors.NotSupported)
  assert.throws(() => new Deno.Command('a').outputSync(), Deno.errors.NotSupported)
})

test('what was not granted says what to do', () => {
  const { namespace: Deno } = createDenoUnderTest({})
  assert.throws(() => Deno.env.get('KEY'), {
    name: 'NotCapable',
    message:
      'Requires env access to "KEY"; add it to "permissions" in plugin.manifest.json, and approve it with: npm run showrunner -- plugins approve stranger',
  })
})

test("a certificate or protocol of the plugin's own is refused, not ignored", async () => {
  const { namespace: Deno } = createDenoUnderTest({})
  for (const option of ['alpnProtocols', 'cert', 'key', 'unsafelyDisableHostnameVerification'])
    await assert.rejects(Deno.connectTls({ port: 1, [option]: 'x' }), Deno.errors.NotSupported)
  for (const option of ['uid', 'gid', 'detached', 'windowsRawArguments'])
    assert.throws(() => new Deno.Command('a', { [option]: 1 }), Deno.errors.NotSupported)
})
