import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDenoUnderTest } from './core-in-memory.ts'

/** An object that counts how often each of its fields is read. */
function counted<T extends object>(fields: T) {
  const reads: Record<string, number> = {}
  const object = {}
  for (const [name, value] of Object.entries(fields)) {
    const get = () => {
      reads[name] = (reads[name] ?? 0) + 1
      return value
    }
    Object.defineProperty(object, name, { get, enumerable: true })
  }
  // It has the same fields, by getters.
  return { object: object as T, reads }
}

const opened = { 'file.open': () => ({ id: 1 }), 'file.read': () => undefined }
const once = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, 1]))

test('each option is read once, whatever it answers the second time', async () => {
  const { namespace: Deno } = createDenoUnderTest(
    { ...opened, 'run.spawn': () => ({ id: 1, pid: 2 }), 'run.status': () => ({ success: true, code: 0, signal: null }) },
    { grants: { run: ['echo'] } },
  )
  const writing = counted({ append: true, create: true, createNew: false, mode: 0o600 })
  const opening = counted({ read: true, write: true, append: false, truncate: true, create: true, createNew: false, mode: 0o600 })
  const starting = counted({ args: ['a'], cwd: '.', env: {}, stdin: 'null' as const, stdout: 'null' as const, stderr: 'null' as const })
  const asking = counted({ name: 'env' as const, variable: 'A' })
  await Deno.writeTextFile('a', 'b', writing.object)
  await Deno.open('a', opening.object)
  await new Deno.Command('echo', starting.object).output()
  Deno.permissions.querySync(asking.object)
  assert.deepEqual(
    [writing.reads, opening.reads, starting.reads, asking.reads],
    [
      once('append', 'create', 'createNew', 'mode'),
      once('read', 'write', 'append', 'truncate', 'create', 'createNew', 'mode'),
      once('args', 'cwd', 'env', 'stdin', 'stdout', 'stderr'),
      once('name', 'variable'),
    ],
  )
})

test('bytes are what they are, whatever properties a plugin puts on them', async () => {
  const { namespace: Deno, asked } = createDenoUnderTest(opened)
  class Odd extends Uint8Array {
    static get [Symbol.species](): Uint8ArrayConstructor {
      throw new Error('The plugin was asked')
    }
    override get byteLength(): never {
      throw new Error('The plugin was asked')
    }
    override subarray(): never {
      throw new Error('The plugin was asked')
    }
    override [Symbol.iterator](): never {
      throw new Error('The plugin was asked')
    }
  }
  await Deno.writeFile('a', Object.defineProperty(new Odd([1, 2]), 'length', { value: 5 }))
  assert.deepEqual(
    asked.filter(({ method }) => method === 'file.write').map(({ bytes }) => [...(bytes ?? [])]),
    [[1, 2]],
  )
})

test('what is sent is a copy', async () => {
  const { namespace: Deno, asked } = createDenoUnderTest(opened)
  const own = new Uint8Array([1, 2])
  await Deno.writeFile('a', own)
  own.fill(9)
  assert.deepEqual(
    asked.flatMap(({ bytes }) => (bytes ? [[...bytes], bytes.buffer === own.buffer] : [])),
    [[1, 2], false],
  )
})

test('a proxy of bytes is refused before a file is opened', async () => {
  const { namespace: Deno, asked } = createDenoUnderTest(opened)
  await assert.rejects(Deno.writeFile('a', new Proxy(new Uint8Array(1), {})), TypeError)
  assert.deepEqual(asked, [])
})

test('classes that only the namespace may construct cannot be reached over what it made', async () => {
  const { namespace: Deno } = createDenoUnderTest({
    ...opened,
    'net.connect': () => ({ id: 5, localAddr: { hostname: 'a', port: 1 }, remoteAddr: { hostname: 'b', port: 2 } }),
    'permissions.query': () => 'granted',
  })
  const made = [await Deno.open('a'), await Deno.connect({ port: 1 }), await Deno.permissions.query({ name: 'sys' }), Deno.permissions]
  for (const each of made) {
    const Class = Object.getPrototypeOf(each).constructor
    assert.throws(() => new Class(), TypeError)
    assert.throws(() => new Class({}, { id: 7, localAddr: {}, remoteAddr: {} }), TypeError)
  }
})

test('what a handle is called is not to be seen', async () => {
  const { namespace: Deno } = createDenoUnderTest({ ...opened, 'file.open': () => ({ id: 12_345 }) })
  const file = await Deno.open('a')
  assert.deepEqual([Reflect.ownKeys(file), JSON.stringify(file)], [[], '{}'])
})

test('a variable is granted by its own name and nothing that objects inherit', () => {
  const { namespace: Deno } = createDenoUnderTest({}, { grants: { env: ['constructor', 'A'] }, env: { A: 'a' } })
  assert.deepEqual([Deno.env.get('constructor'), Deno.env.get('A'), Deno.env.toObject()], [undefined, 'a', { A: 'a' }])
  assert.throws(() => Deno.env.get('toString'), Deno.errors.NotCapable)
})

test('what a plugin changes in an answer of env stays its own', () => {
  const { namespace: Deno } = createDenoUnderTest({}, { grants: { env: ['A'] }, env: { A: 'a' } })
  Deno.env.toObject().A = 'changed'
  assert.equal(Deno.env.get('A'), 'a')
})
