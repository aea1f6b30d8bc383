import assert from 'node:assert/strict'
import { test } from 'node:test'
import { format } from 'node:util'
import { inspect } from '../../../../core/sandbox/guest/web/inspect.ts'
import { createWebRealm } from './web-realm.ts'

test('a line is put together as Node does it', () => {
  const { get, logged } = createWebRealm()
  const console = get('console')
  const lines: unknown[][] = [
    ['plain', 1, true, null, undefined, 5n, -0],
    ['%s and %d of %i and %f, 100%% %c styled', 'a', '4', '5.9', '1.5', 'css', 'rest'],
    ['%s'],
    ['%j is no json here'],
    ['%d', 'x'],
    ['a %x b', 1],
    [{ a: 1, 'b-c': [1, 'two', null] }],
    [['x', undefined]],
    [],
    ['%%'],
    ['%s', 'a', { b: 1 }],
  ]
  for (const line of lines) console.log(...line)
  assert.deepEqual(
    logged.map(([, message]) => message),
    lines.map((line) => format(...line)),
  )
})

test('each method has its level, and what counts and measures does', () => {
  const { get, logged } = createWebRealm()
  const console = get('console')
  console.debug('d')
  console.info('i')
  console.warn('w')
  console.error('e')
  console.assert(true, 'not said')
  console.assert(false, 'said')
  console.count()
  console.count()
  console.count('x')
  console.countReset()
  console.count()
  console.group('g')
  console.log('in\ntwo')
  console.groupEnd()
  console.timeEnd('none')
  assert.deepEqual(logged, [
    ['debug', 'd'],
    ['info', 'i'],
    ['warn', 'w'],
    ['error', 'e'],
    ['error', 'Assertion failed: said'],
    ['info', 'default: 1'],
    ['info', 'default: 2'],
    ['info', 'x: 1'],
    ['info', 'default: 1'],
    ['info', 'g'],
    ['info', '  in\n  two'],
    ['warn', "Timer 'none' does not exist"],
  ])
  console.time('t')
  console.timeLog('t', 'more')
  console.timeEnd('t')
  assert.match(logged.at(-2)?.[1] ?? '', /^t: \d+\.\d{3}ms more$/)
})

test('values are shown by their kind', () => {
  const cyclic: Record<string, unknown> = { n: 1 }
  cyclic.self = cyclic
  class Thing {
    id = 1
  }
  const shown: [unknown, string][] = [
    [cyclic, '{ n: 1, self: [Circular] }'],
    [new Thing(), 'Thing { id: 1 }'],
    [new Map([['a', new Set([1])]]), "Map(1) { 'a' => Set(1) { 1 } }"],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [/a/g, '/a/g'],
    [new Uint8Array([1, 2]), 'Uint8Array(2) [ 1, 2 ]'],
    [function named() {}, '[Function: named]'],
    [Object.create(null), '[null prototype] {}'],
    [Object.assign(new Array(3), { 0: 1, 2: 3 }), '[ 1, <empty>, 3 ]'],
    [Symbol('s'), 'Symbol(s)'],
    [{ [Symbol('k')]: 1 }, '{ [Symbol(k)]: 1 }'],
    ["it's", "it's"],
    [["it's\n"], "[ 'it\\'s\\n' ]"],
  ]
  for (const [value, text] of shown) assert.equal(inspect(value), text)
  assert.match(inspect(new TypeError('bad', { cause: 'why' })), /^TypeError: bad\n[\s\S]*\[cause\]: 'why'$/)
})

test('nothing of a value is called, and what cannot be read is said to be so', () => {
  const called = () => assert.fail('called')
  const quiet = {
    get a() {
      return called()
    },
    toString: called,
    toJSON: called,
    [Symbol.toPrimitive]: called,
    [Symbol.iterator]: called,
  }
  assert.match(inspect(quiet), /^\{ a: \[Getter\], toString: \[Function: called\]/)
  const hostile = new Proxy(
    {},
    {
      ownKeys() {
        throw new Error('no')
      },
    },
  )
  assert.equal(inspect([hostile, 1]), '[ [unreadable], 1 ]')
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  assert.equal(inspect({ proxy }), '{ proxy: [unreadable] }')
})

test('a line stays short however large, wide or deep the value is', () => {
  let deep: unknown = 1
  for (let level = 0; level < 50_000; level++) deep = { deep }
  const wide = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`key${index}`, index]))
  const bush = (depth: number): unknown => (depth === 0 ? 'leaf' : Array.from({ length: 30 }, () => bush(depth - 1)))
  const values = [
    deep,
    wide,
    bush(4),
    'x'.repeat(1e6),
    ['y'.repeat(1e6)],
    new Map(Object.entries(wide)),
    new Float64Array(1e6),
    new Array(1e6),
  ]
  for (const value of values) assert.ok(inspect(value).length < 40_000, inspect(value).slice(0, 100))
})

test('objects of the web show what they are', () => {
  const { get, logged } = createWebRealm()
  const [URL, Headers, Response, Request] = [get('URL'), get('Headers'), get('Response'), get('Request')]
  get('console').log(
    new URL('http://h/x'),
    new Headers({ a: 'b' }),
    new Response('x'),
    new Request('http://h/'),
    new URL('http://h/?q=1').searchParams,
  )
  assert.equal(logged[0]?.[1], "URL { http://h/x } Headers { a: 'b' } Response { 200 } Request { GET http://h/ } URLSearchParams { q=1 }")
})
