import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from '../../../support/chance.ts'
import { createWebRealm, outcome } from './web-realm.ts'

const realm = createWebRealm()
const clone = realm.get('structuredClone')

class Point {
  x = 1
  get sum() {
    return 2
  }
}

test('whatever is data is cloned as Node does it', () => {
  fc.assert(
    fc.property(
      fc.anything({
        withBigInt: true,
        withDate: true,
        withMap: true,
        withSet: true,
        withTypedArray: true,
        withSparseArray: true,
        withBoxedValues: true,
      }),
      (value) => {
        assert.deepEqual(clone(value), structuredClone(value))
      },
    ),
    { numRuns: 500 },
  )
})

test('the special kinds are cloned as Node does it', () => {
  const buffer = new ArrayBuffer(8)
  const error = new RangeError('r', { cause: new Error('c') })
  const values: unknown[] = [
    new Date(5),
    /a(b)?/giu,
    new DataView(buffer, 2, 3),
    [new Uint8Array(buffer, 1, 2), new Uint16Array(buffer, 2, 1), buffer],
    Object.assign(new Array(3), { 0: 1, 2: 3, extra: 1 }),
    new Point(),
    Object.create({ inherited: 1 }, { own: { value: 1, enumerable: true }, hidden: { value: 2 } }),
    new Map<unknown, unknown>([[{ k: 1 }, new Set([new Map()])]]),
    Object('s'),
    Object(1n),
    -0,
    { __proto__: null, a: 1 },
    JSON.parse('{"__proto__": {"x": 1}}'),
    class extends Map {},
  ]
  for (const value of values)
    assert.deepEqual(
      outcome(() => clone(value)),
      outcome(() => structuredClone(value)),
    )
  assert.ok(Number.isNaN(clone(new Date(Number.NaN)).getTime()))
  const copy = clone({ error, dom: new (realm.get('DOMException'))('m', 'AbortError') })
  assert.deepEqual([copy.error instanceof RangeError, copy.error.message, (copy.error.cause as Error).message], [true, 'r', 'c'])
  assert.deepEqual([copy.dom.name, copy.dom.message, copy.dom.code], ['AbortError', 'm', 20])
})

test('what points at itself does so in the copy, and what is there twice is copied once', () => {
  const shared = { n: 1 }
  const value: Record<string, unknown> = { a: shared, b: shared, list: [] }
  value.self = value
  value.map = new Map([[value, value]])
  const views = new ArrayBuffer(4)
  value.views = [new Uint8Array(views), new Uint8Array(views, 2)]
  const copy = clone(value)
  const [first, second] = copy.views as Uint8Array[]
  assert.equal(copy.self, copy)
  assert.equal(copy.a, copy.b)
  assert.notEqual(copy.a, shared)
  assert.equal((copy.map as Map<unknown, unknown>).get(copy), copy)
  assert.ok(first && second && first.buffer === second.buffer && first.buffer !== views)
})

test('functions, symbols and what holds them are refused', () => {
  const values = [() => {}, Symbol('s'), { a: { b: () => {} } }, new WeakMap(), new WeakSet(), Promise.resolve(), Object(Symbol('s'))]
  for (const value of values) assert.throws(() => clone(value), { name: 'DataCloneError', code: 25 })
  assert.throws(() => (clone as () => unknown)(), TypeError)
  assert.throws(() => clone({}, { transfer: [{} as ArrayBuffer] }), { name: 'DataCloneError' })
})

test('what nests without end is refused, and a getter that throws is heard', () => {
  let deep: unknown = 1
  for (let level = 0; level < 100_000; level++) deep = [deep]
  assert.throws(() => clone(deep), { name: 'DataCloneError' })
  const tricky = {
    get a(): never {
      throw new RangeError('mine')
    },
  }
  assert.throws(() => clone(tricky), { name: 'RangeError', message: 'mine' })
})
