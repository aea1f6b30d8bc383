import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MAX_SKEW_MS, plausibleTime } from '../../core/ingest/timestamps.ts'

const nowMs = Date.parse('2026-11-20T12:00:00.000Z')
const iso = (offsetMs: number) => new Date(nowMs + offsetMs).toISOString()

test('plausibleTime reads ISO dates and seconds, milliseconds and microseconds', () => {
  assert.deepEqual(
    [iso(-5), '2026-11-20T13:00:00+01:00', String(nowMs / 1000), String(nowMs), `${nowMs}000`].map((given) =>
      plausibleTime(given, { isLive: true, nowMs }),
    ),
    [iso(-5), iso(0), iso(0), iso(0), iso(0)],
  )
})

test('plausibleTime believes no live that is far off, and nobody from the future', () => {
  const times = [iso(-MAX_SKEW_MS - 1), iso(-MAX_SKEW_MS), iso(MAX_SKEW_MS), iso(MAX_SKEW_MS + 1)]
  assert.deepEqual(
    [true, false].map((isLive) => times.map((given) => plausibleTime(given, { isLive, nowMs }) === given)),
    [
      [false, true, true, false],
      [true, true, true, false],
    ],
  )
})

test('plausibleTime takes nothing for a time that is none', () => {
  for (const given of [
    '',
    '0',
    'yesterday',
    '2026-99-99T00:00:00.000Z',
    '9'.repeat(17),
    '-1',
    '1970-01-01T00:00:00.000Z',
    '17636400',
    `${nowMs}00000`,
  ]) {
    assert.equal(plausibleTime(given, { isLive: false, nowMs }), undefined)
  }
})
