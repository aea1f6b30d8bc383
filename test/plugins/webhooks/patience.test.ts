import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Verdict } from '../../../plugins/webhooks/kinds/kind.ts'
import { createPatience } from '../../../plugins/webhooks/outbox/patience.ts'
import { createKv } from './parts.ts'

const AWAY: Verdict = { state: 'retry', why: 'It answered 500' }
const OK: Verdict = { state: 'ok' }
const HOUR = 3_600_000

/** Failures every so often, from the beginning of time; answers the hour of the last and what became of it. */
async function failEvery(hours: number, until: number, kv = createKv(), from = 0) {
  let now = from
  const judge = createPatience({ name: 'shop', kv, now: () => now })
  for (; now <= until; now += hours * HOUR) {
    const verdict = await judge(AWAY)
    if (verdict.state === 'gone') return { at: now / HOUR, verdict, judge, kv }
  }
  return { at: undefined, verdict: await judge(AWAY), judge, kv }
}

test('R7: an endpoint that took nothing for five days is switched off, also over a restart', async () => {
  const first = await failEvery(3, 60 * HOUR)
  assert.equal(first.at, undefined)
  const { at, verdict } = await failEvery(3, 200 * HOUR, first.kv, 63 * HOUR)
  assert.equal(at, 120)
  assert.deepEqual(verdict, { state: 'gone', why: 'It took nothing for five days; at last: It answered 500' })
})

test('an endpoint that is rarely asked, or took one thing meanwhile, stays', async () => {
  assert.equal((await failEvery(7 * 24, 15 * 7 * 24 * HOUR)).at, undefined)
  const { judge, kv } = await failEvery(3, 100 * HOUR)
  assert.deepEqual([await judge(OK), kv.values.size], [OK, 0])
  assert.equal((await failEvery(3, 219 * HOUR, kv, 100 * HOUR)).at, undefined)
})

test('a full store makes no endpoint fail', async () => {
  const { verdict } = await failEvery(1, 24 * HOUR, createKv(0))
  assert.deepEqual(verdict, AWAY)
})
