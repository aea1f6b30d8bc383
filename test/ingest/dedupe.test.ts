import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventHash } from '../../core/base/event-hash.ts'
import { createDedupe } from '../../core/ingest/dedupe.ts'
import fc from '../support/chance.ts'

test('dedupe takes an id once, while it is in flight and after it is durable', () => {
  const dedupe = createDedupe()
  const first = dedupe.claim('a:b:1')
  const inFlight = dedupe.claim('a:b:1')
  dedupe.settle('a:b:1')
  assert.deepEqual([first, inFlight, dedupe.claim('a:b:1')], [true, false, false])
})

test('dedupe takes an id again when its event was not kept', () => {
  const dedupe = createDedupe()
  dedupe.claim('a:b:1')
  dedupe.release('a:b:1')
  assert.equal(dedupe.claim('a:b:1'), true)
})

test('dedupe knows the ids of an earlier run by their fingerprints', () => {
  const dedupe = createDedupe()
  dedupe.remember(eventHash('a:b:1'))
  dedupe.remember(0n)
  assert.deepEqual([dedupe.claim('a:b:1'), dedupe.claim('a:b:2')], [false, true])
})

test('dedupe looks at all 64 bits of a fingerprint', () => {
  const dedupe = createDedupe()
  dedupe.remember(eventHash('a') ^ (1n << 40n))
  dedupe.remember(eventHash('b') ^ 1n)
  assert.deepEqual([dedupe.claim('a'), dedupe.claim('b')], [true, true])
})

test('dedupe does not forget a durable id that is released late', () => {
  const dedupe = createDedupe()
  dedupe.claim('a')
  dedupe.settle('a')
  dedupe.release('a')
  assert.equal(dedupe.claim('a'), false)
})

test('I2: dedupe knows at least the last ids it promises, and at most twice as many', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 300 }), (atLeast, count) => {
      const dedupe = createDedupe({ atLeast })
      const ids = Array.from({ length: count }, (_, index) => `a:b:${index}`)
      for (const id of ids) {
        dedupe.claim(id)
        dedupe.settle(id)
      }
      const known = ids.map((id) => !dedupe.claim(id))
      assert.ok(known.slice(-atLeast).every(Boolean), 'the last ones are known')
      assert.ok(known.filter(Boolean).length <= 2 * atLeast, 'the rest is forgotten')
    }),
  )
})

test('I2: dedupe tells a million ids apart and knows them all', () => {
  const dedupe = createDedupe()
  let wrong = 0
  for (let id = 0; id < 1_000_000; id++) {
    const eventId = `tiktok:7312345678901234567:${id}`
    if (!dedupe.claim(eventId)) wrong++
    dedupe.settle(eventId)
  }
  for (let id = 0; id < 1_000_000; id += 97) if (dedupe.claim(`tiktok:7312345678901234567:${id}`)) wrong++
  assert.equal(wrong, 0)
})
