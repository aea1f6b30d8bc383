import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVirtualTime } from '../../../core/sandbox/worker/virtual-time.ts'

const HOUR_MS = 3_600_000

test('time stands still until something has a limit, and stops again with it', async () => {
  const time = createVirtualTime(0)
  const ran: string[] = []
  time.after(10, () => ran.push('timer'))
  const cancel = time.limit(20, () => ran.push('limit'))
  cancel()
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual(ran, [])
  await new Promise<void>((resolve) => time.advance(10, resolve))
  assert.deepEqual([ran, time.now()], [['timer'], 10])
})

test('what the core owes an answer to is waited for before a timer runs', async () => {
  const time = createVirtualTime(0)
  const ran: string[] = []
  time.asked(1, 'fetch.response')
  time.after(10, () => ran.push('timer'))
  const over = new Promise<void>((resolve) => time.advance(10, resolve))
  for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  ran.push('answer')
  time.answered(1)
  await over
  assert.deepEqual(ran, ['answer', 'timer'])
})

test('who only listens is not waited for as long as time is', async () => {
  const time = createVirtualTime(0)
  time.asked(1, 'ws.receive')
  await new Promise<void>((resolve) => time.advance(HOUR_MS, resolve))
  assert.equal(time.now(), HOUR_MS)
})

test('looks at the clock move it, and it never goes back', async () => {
  const time = createVirtualTime(0)
  let last = time.elapsed()
  while (last < 2) {
    const now = time.elapsed()
    assert.ok(now > last)
    last = now
  }
  await new Promise<void>((resolve) => time.advance(1, resolve))
  assert.ok(time.elapsed() > last)
})
