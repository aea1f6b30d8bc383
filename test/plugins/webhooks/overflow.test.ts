import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RetryError } from '../../../core/kit/failures.ts'
import { createOverflow } from '../../../plugins/webhooks/outbox/overflow.ts'
import { createClock, createKv } from './parts.ts'

const MINUTE = 60_000

/** Two that wait, of which none is taken up before the failures are used up. */
async function open(...failures: readonly Error[]) {
  const [clock, kv, left] = [createClock(), createKv(), [...failures]]
  const warned: string[] = []
  const tried: number[] = []
  const log = { debug() {}, info() {}, warn: (line: unknown) => void warned.push(String(line)), error() {} }
  const overflow = await createOverflow({
    ...{ name: 'shop', host: { kv, log }, clock, hasRoom: () => true },
    async takeUp(seqNo) {
      tried.push(seqNo)
      const failure = left.shift()
      if (failure) throw failure
    },
  })
  for (const seqNo of [7, 4096]) await overflow.add(seqNo)
  return { overflow, clock, kv, warned, tried }
}

test('what could not be taken up stays, and is tried again after a minute, which is told', async () => {
  const { overflow, clock, kv, warned, tried } = await open(new Error('The log is busy'))
  await overflow.look()
  assert.deepEqual([tried, overflow.size(), warned.length], [[7], 2, 1])
  await clock.advance(MINUTE)
  assert.deepEqual([tried, overflow.size(), kv.values.size, warned.length], [[7, 7, 4096], 0, 0, 1])
})

test('that there is no room after all is not told, and looked at again as well', async () => {
  const { overflow, clock, warned, tried } = await open(new RetryError('Too much waits for shop already', 1000))
  await overflow.look()
  await clock.advance(MINUTE)
  assert.deepEqual([tried, overflow.size(), warned], [[7, 7, 4096], 0, []])
})

test('after its end nothing is tried again', async () => {
  const { overflow, clock, tried } = await open(new Error('The log is busy'))
  await overflow.look()
  overflow.stop()
  await clock.advance(MINUTE)
  assert.deepEqual(tried, [7])
})
