import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPacedCall } from '../../../../core/sandbox/guest/web/paced-call.ts'
import type { Call } from '../../../../core/sandbox/guest/web/parts.ts'
import { MAX_BYTES_A_SECOND } from '../../../../core/sandbox/protocol.ts'

/** A call over a clock that goes on by itself as soon as somebody waits for it. */
function createPaced(call: Call) {
  let nowMs = 500
  const later = (delayMs: number, run: () => void) => {
    queueMicrotask(() => {
      nowMs += delayMs
      run()
    })
    return () => {}
  }
  return { paced: createPacedCall({ call, later, elapsed: () => nowMs }), now: () => nowMs }
}

const chunk = new Uint8Array(128 * 1024)

test('bytes go out at less than half of what a worker may send, and what has none goes at once', async () => {
  const sent: number[] = []
  const { paced, now } = createPaced(async (_, __, bytes) => {
    sent[Math.floor(now() / 1000)] = (sent[Math.floor(now() / 1000)] ?? 0) + (bytes?.byteLength ?? 0)
    return { value: undefined } as never
  })
  for (let count = 0; count < 100; count++) await paced('fetch.write', [1], chunk)
  assert.equal(
    sent.reduce((sum, bytes) => sum + bytes),
    100 * chunk.byteLength,
  )
  assert.ok(sent.length > 3 && sent.every((bytes) => bytes <= (MAX_BYTES_A_SECOND * 3) / 8), String(sent))
  const before = now()
  for (let count = 0; count < 1000; count++) await paced('fetch.read', [1])
  assert.equal(now(), before)
  for (let count = 0; count < 40; count++) await paced('ws.send', [1, 'x'.repeat(100_000)])
  assert.ok(now() > before)
})

test('what a worker has no room for is sent again later, and what the core refuses is not', async () => {
  let tries = 0
  const busy = createPaced(async () => {
    tries += 1
    if (tries < 5) throw new RangeError('More than 1000 messages wait for the host')
    return { value: undefined } as never
  })
  await busy.paced('fetch.write', [1], chunk)
  assert.equal(tries, 5)
  const never = createPaced(async () => {
    tries += 1
    throw new RangeError('never')
  })
  await assert.rejects(never.paced('fetch.write', [1], chunk), { message: 'never' })
  assert.equal(tries, 45)
  const refused = createPaced(async () => {
    tries += 1
    throw Object.assign(new Error('gone'), { name: 'BadResource' })
  })
  await assert.rejects(refused.paced('fetch.write', [1], chunk), { name: 'BadResource' })
  assert.equal(tries, 46)
})
