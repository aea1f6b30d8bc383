import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCrashRecord } from '../../core/sandbox/crash-record.ts'

function record() {
  let now = 0
  const clock = { now: () => now, wallTime: () => now, after: () => () => {} }
  const wait = (ms: number) => {
    now += ms
  }
  return { crashes: createCrashRecord({ clock, random: () => 1 }), wait }
}

test('P4: the first crash costs no wait, the next ones 1, 2 and 4 s, and the fifth within two minutes is the last', () => {
  const { crashes } = record()
  const waits = Array.from({ length: 5 }, () => crashes.add())
  assert.deepEqual(waits, [0, 1_000, 2_000, 4_000, 'quarantine'])
})

test('P4: crashes far apart wait longer each time, up to a minute, and the eleventh within ten minutes is the last', () => {
  const { crashes, wait } = record()
  const waits = Array.from({ length: 11 }, () => {
    wait(40_000)
    return crashes.add()
  })
  assert.deepEqual(waits, [0, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000, 'quarantine'])
})

test('P4: crashes count for ten minutes', () => {
  const { crashes, wait } = record()
  crashes.add()
  wait(5 * 60_000)
  crashes.add()
  wait(5 * 60_000)
  assert.equal(crashes.count(), 1)
  wait(10 * 60_000)
  assert.equal(crashes.add(), 0)
  crashes.forgive()
  assert.equal(crashes.count(), 0)
})
