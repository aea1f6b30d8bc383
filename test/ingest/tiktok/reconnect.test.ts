import assert from 'node:assert/strict'
import test from 'node:test'
import { type OutcomeKind, sentenceOf } from '../../../core/ingest/tiktok/outcome.ts'
import { createReconnectPlan } from '../../../core/ingest/tiktok/reconnect.ts'
import fc from '../../support/chance.ts'

const KINDS: readonly OutcomeKind[] = [
  'offline',
  'ended',
  'notFound',
  'rateLimited',
  'premium',
  'signServer',
  'refused',
  'blocked',
  'network',
  'lost',
  'silent',
]

function planWith(random: number, { baseDelayMs = 1000, maxAttempts = Number.POSITIVE_INFINITY } = {}) {
  const plan = createReconnectPlan({ baseDelayMs, maxAttempts, random: () => random })
  return (kind: OutcomeKind, livedMs = 0, retryAfterMs?: number) =>
    plan.after({ kind, detail: '', ...(retryAfterMs !== undefined && { retryAfterMs }) }, livedMs)
}

test('T1: back-off has full jitter below a bound that doubles up to a minute', () => {
  const upper = planWith(0.999_999)
  assert.deepEqual(
    Array.from({ length: 8 }, () => upper('lost')),
    [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000],
  )
  const middle = planWith(0.5)
  assert.deepEqual(
    Array.from({ length: 5 }, () => middle('network')),
    [1000, 1000, 2000, 4000, 8000],
  )
})

test('who is looked for is looked for slower and slower, and anew after the end of a live or a failure', () => {
  const after = planWith(0.5)
  const kinds: readonly OutcomeKind[] = ['offline', 'notFound', 'offline', 'offline', 'ended', 'offline', 'network', 'offline', 'offline']
  assert.deepEqual(
    kinds.map((kind) => after(kind)),
    [30_000, 60_000, 120_000, 120_000, 30_000, 60_000, 1000, 30_000, 60_000],
  )
})

test('T1: attempts are counted anew once it is known how the live stands', () => {
  const after = planWith(0.999_999, { maxAttempts: 2 })
  const kinds: readonly OutcomeKind[] = ['lost', 'lost', 'offline', 'lost', 'lost', 'lost']
  assert.deepEqual(
    kinds.map((kind) => after(kind)),
    [1000, 2000, 30_000, 1000, 2000, undefined],
  )
})

test('a connection that lived starts the back-off anew, one that did not goes on with it', () => {
  const after = planWith(0.999_999)
  assert.deepEqual([after('lost'), after('lost', 29_999), after('lost', 30_000), after('lost')], [1000, 2000, 1000, 2000])
})

test('the delay that is set is the first bound', () => {
  const after = planWith(0.999_999, { baseDelayMs: 5000 })
  assert.deepEqual([after('lost'), after('lost')], [5000, 10_000])
})

test('attempts are counted, looking for who is offline and obeying the sign server are not', () => {
  const after = planWith(0.5, { maxAttempts: 2 })
  assert.deepEqual(
    [after('offline'), after('offline'), after('offline'), after('offline'), after('rateLimited')],
    [30_000, 60_000, 120_000, 120_000, 60_000],
  )
  assert.deepEqual([after('lost'), after('lost'), after('lost')], [1000, 1000, undefined])
})

test('the sign server is given the time it asks for, up to an hour', () => {
  const after = planWith(0)
  assert.deepEqual([after('rateLimited', 0, 42_000), after('rateLimited', 0, 1), after('rateLimited', 0, 1e12)], [42_000, 1000, 3_600_000])
})

test('T1: no history of failures leads to more than one connection a second', () => {
  const outcome = fc.record({
    kind: fc.constantFrom(...KINDS),
    livedMs: fc.nat(100_000),
    retryAfterMs: fc.option(fc.double({ noNaN: true }), { nil: undefined }),
  })
  fc.assert(
    fc.property(fc.array(outcome), fc.double({ min: 0, max: 1, noNaN: true }), (history, random) => {
      const after = planWith(random, { baseDelayMs: 0 })
      return history.every(({ kind, livedMs, retryAfterMs }) => (after(kind, livedMs, retryAfterMs) ?? 0) >= 1000)
    }),
  )
})

test('each outcome has its sentence, with seconds and then minutes', () => {
  const say = (kind: OutcomeKind, waitMs: number) => sentenceOf({ kind, detail: 'why' }, { name: 'ann', waitMs })
  assert.equal(say('lost', 3200), 'The connection was lost (why). Reconnecting in 4 s')
  assert.equal(say('rateLimited', 600_000), 'The sign server allows no more connections for 10 min; waiting')
  for (const kind of KINDS) assert.match(say(kind, 1000), /^[A-Zw@].*1 s/)
})
