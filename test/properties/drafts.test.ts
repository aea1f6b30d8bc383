import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventOf, malformed, type Untrusted } from '../../core/ingest/drafts.ts'
import type { NewEvent } from '../../core/store/store.ts'
import { EVENT_TYPES } from '../../schemas/types.ts'
import fc from '../support/chance.ts'

const RUNS = process.env.SHOWRUNNER_LONG ? 50_000 : 1500
const STAMP = { streamId: 's', sessionId: '1', source: 'live', nowMs: Date.UTC(2026, 0, 1), createId: () => 'test:1:made' } as const

const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('\ud800', 'a\0b', '\u202e', '\u2067x', '\ufeff', '\x1b[2J', '\x85', 'e\u0301'.repeat(30), 'x'.repeat(9000), '__proto__'),
)
const hostileNumber = fc.oneof(
  fc.double(),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 1e300, 2 ** 53, -(2 ** 60), 7312345678901234567n),
)
const key = fc.oneof(
  fc.constantFrom(
    'message',
    'giftCount',
    'coins',
    'likeCount',
    'giftId',
    'giftName',
    'userId',
    'uniqueId',
    'displayName',
    'data',
    'question',
  ),
  fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'isAdmin'),
  fc.string({ maxLength: 8 }),
)
const { value } = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, hostileText, hostileNumber, fc.boolean(), fc.constant(null), tie('list'), tie('object')),
  list: fc.array(tie('value'), { maxLength: 4 }),
  // As JSON.parse makes it: __proto__ is a field of its own.
  object: fc.array(fc.tuple(key, tie('value')), { maxLength: 6 }).map(Object.fromEntries),
}))
const user = fc.record({ userId: hostileText, uniqueId: hostileText, displayName: hostileText })
const draft = fc.record(
  {
    eventType: fc.oneof(fc.constantFrom(...EVENT_TYPES), hostileText),
    eventId: fc.oneof(fc.constant('test:1:7312345678901234567'), hostileText, value),
    timestamp: fc.oneof(hostileText, hostileNumber.map(String)),
    user: fc.oneof(user, value),
    value,
    payload: fc.oneof(value, fc.record({ message: hostileText }), fc.record({ likeCount: hostileNumber })),
  },
  { requiredKeys: ['eventType', 'payload'] },
)

const PLAIN = Object.getOwnPropertyNames(Object.prototype)

/** What ingest keeps of it: the event, or a raw one with what was said. */
function taken(given: Untrusted): NewEvent {
  try {
    return eventOf(given, STAMP)
  } catch (error) {
    assert.ok(error instanceof TypeError, String(error))
    return malformed(given, STAMP)
  }
}

function* leaves(part: unknown, path = ''): Generator<readonly [path: string, leaf: unknown]> {
  if (typeof part !== 'object' || part === null) return yield [path, part]
  for (const name of Object.keys(part)) {
    yield [`${path}/${name} (name)`, name]
    yield* leaves((part as Record<string, unknown>)[name], `${path}/${name}`)
  }
}

/** What a source said first is kept as it came, well-formed. */
const isOriginal = (path: string) => path.startsWith('/original/')

test('H1, H2, H3: whatever a source says, what is kept is clean text, safe numbers and plain names', () => {
  fc.assert(
    fc.property(draft, (given) => {
      for (const [path, leaf] of leaves(taken(given))) {
        if (typeof leaf === 'number')
          assert.ok(Number.isFinite(leaf) && Math.abs(leaf) <= Number.MAX_SAFE_INTEGER && !Object.is(leaf, -0), path)
        else if (typeof leaf === 'string') {
          assert.ok(leaf.isWellFormed(), path)
          // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
          if (!isOriginal(path)) assert.doesNotMatch(leaf, /[\0-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\ufeff]/, path)
          assert.ok(Buffer.byteLength(leaf) <= 22_000, path)
          if (path.endsWith('(name)')) assert.doesNotMatch(leaf, /^(__proto__|constructor|prototype)$/, path)
        } else assert.ok(leaf === null || typeof leaf === 'boolean', `${path} is ${typeof leaf}`)
      }
    }),
    { numRuns: RUNS },
  )
})

test('H3: a user or a value that is none makes a raw event, and no field without a value', () => {
  for (const field of ['user', 'value']) {
    const event = taken({ eventType: 'battle', payload: {}, [field]: Number.NaN })
    assert.deepEqual([event.eventType, Object.values(event).includes(undefined)], ['raw', false], field)
  }
})

test('H2: nothing that comes in changes what all objects inherit', () => {
  fc.assert(
    fc.property(draft, (given) => {
      taken(JSON.parse(JSON.stringify(given, (_name, part) => (typeof part === 'bigint' ? String(part) : part))))
      assert.deepEqual(Object.getOwnPropertyNames(Object.prototype), PLAIN)
      assert.equal(({} as { isAdmin?: unknown }).isAdmin, undefined)
    }),
    { numRuns: RUNS },
  )
  const poisoned = JSON.parse(
    '{"eventType":"chat","payload":{"message":"x","__proto__":{"isAdmin":true}},"user":{"__proto__":{"isAdmin":true}}}',
  )
  assert.equal((taken(poisoned).payload as { isAdmin?: unknown }).isAdmin, undefined)
})

test('H1: texts as they came are kept in so many bytes, their places included, however many were dirty and however deep they lie', () => {
  const deep = (depth: number, data: object): object => (depth === 0 ? data : { ['k'.repeat(100)]: deep(depth - 1, data) })
  const data = deep(25, { list: Array.from({ length: 1000 }, () => 'a\0b') })
  const { original = {} } = taken({ eventType: 'custom', payload: { name: 'x\0', data } })
  assert.equal(original['/payload/name'], 'x\0')
  const bytes = Buffer.byteLength(Object.entries(original).flat().join(''))
  assert.ok(bytes <= 16 * 1024, `${bytes} bytes`)
})

test('H1: what was cleaned once stays as it is', () => {
  fc.assert(
    fc.property(draft, (given) => {
      const { original: _original, ...once } = taken(given)
      // As it is told to others; what it was made of may have had no prototype.
      const told = JSON.parse(JSON.stringify(once))
      const { original: _again, ...twice } = taken(told)
      assert.deepEqual(JSON.parse(JSON.stringify(twice)), told)
    }),
    { numRuns: RUNS },
  )
})
