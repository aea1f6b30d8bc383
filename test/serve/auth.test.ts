import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAuth } from '../../core/serve/auth.ts'
import { LIMITS } from '../../core/serve/limits.ts'

function createCase() {
  const time = { now: 0 }
  const clock = { now: () => time.now, wallTime: () => 0, after: () => () => {} }
  const auth = createAuth({ roleOf: (key) => (key === 'right' ? 'game' : undefined), clock, limits: { ...LIMITS, wrongKeysPerMinute: 2 } })
  const ask = (key: string, peer = 'a') => {
    const who = auth({ method: 'GET', url: '/', rawHeaders: ['Authorization', `Bearer ${key}`] }, peer)
    return 'role' in who ? who.role : who.code
  }
  return { time, ask }
}

test('wrong keys are counted for each peer on its own, and forgotten after a minute', () => {
  const { time, ask } = createCase()
  const first = [ask('x'), ask('y'), ask('z'), ask('right'), ask('x', 'b')]
  time.now = 59_999
  const before = ask('x')
  time.now = 60_000
  assert.deepEqual(
    [...first, before, ask('x')],
    ['KEY_WRONG', 'KEY_WRONG', 'TOO_MANY_WRONG_KEYS', 'game', 'KEY_WRONG', 'TOO_MANY_WRONG_KEYS', 'KEY_WRONG'],
  )
})

test('of many peers with wrong keys only the last thousand are remembered', () => {
  const { ask } = createCase()
  for (const key of ['x', 'y', 'z']) ask(key, 'first')
  for (let n = 0; n < 999; n += 1) ask('x', `peer-${n}`)
  const remembered = ask('x', 'first')
  for (let n = 0; n < 1_000; n += 1) ask('x', `other-${n}`)
  assert.deepEqual([remembered, ask('x', 'first')], ['TOO_MANY_WRONG_KEYS', 'KEY_WRONG'])
})
