import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventHash } from '../../core/base/event-hash.ts'

test('eventHash keeps the values that stores on disk already hold', () => {
  assert.deepEqual(
    ['', 'a', 'tiktok:7312345678901234567:7312345678901234999', 'é🎁'].map((id) => eventHash(id).toString(16)),
    ['de5c6a94b1cdecc', '89f93380033a56e8', '4d9dfa2c4115d253', '39d04d654683cdb2'],
  )
})

test('eventHash tells 300,000 neighbouring ids apart, in either half of its bits too', () => {
  const whole = new Set<bigint>()
  const halves = [new Set<bigint>(), new Set<bigint>()]
  for (let id = 0; id < 300_000; id++) {
    const hash = eventHash(`tiktok:7312345678901234567:${7312345678900000000n + BigInt(id)}`)
    whole.add(hash)
    halves[0]?.add(hash >> 32n)
    halves[1]?.add(hash & 0xffffffffn)
  }
  assert.equal(whole.size, 300_000)
  // Chance alone makes about 10 pairs of equal 32-bit halves; a weak lane makes thousands.
  for (const half of halves) assert.ok(half.size > 299_900, `${half.size} different halves`)
})
