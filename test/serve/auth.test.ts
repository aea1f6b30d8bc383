import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAuth } from '../../core/serve/auth.ts'
import { LIMITS } from '../../core/serve/limits.ts'
import { accessOf } from './no-access.ts'

function createCase() {
  const time = { now: 0 }
  const clock = { now: () => time.now, wallTime: () => 0, after: () => () => {} }
  const auth = createAuth({
    access: accessOf({ game: 'right' }),
    cookieName: () => 'showrunner-1',
    ...{ clock, limits: { ...LIMITS, wrongKeysPerMinute: 2 } },
  })
  const ask = async (key: string, peer = 'a') => {
    const who = await auth.ask({ method: 'GET', url: '/', rawHeaders: ['Authorization', `Bearer ${key}`] }, peer)
    return 'role' in who ? who.role : who.code
  }
  return { time, ask, auth }
}

test('wrong keys are counted for each peer on its own, and forgotten after a minute', async () => {
  const { time, ask } = createCase()
  const first = [await ask('x'), await ask('y'), await ask('z'), await ask('right'), await ask('x', 'b')]
  time.now = 59_999
  const before = await ask('x')
  time.now = 60_000
  assert.deepEqual(
    [...first, before, await ask('x')],
    ['KEY_WRONG', 'KEY_WRONG', 'TOO_MANY_WRONG_KEYS', 'game', 'KEY_WRONG', 'TOO_MANY_WRONG_KEYS', 'KEY_WRONG'],
  )
})

test('of many peers with wrong keys only the last thousand are remembered', async () => {
  const { ask } = createCase()
  for (const key of ['x', 'y', 'z']) await ask(key, 'first')
  for (let n = 0; n < 999; n += 1) await ask('x', `peer-${n}`)
  const remembered = await ask('x', 'first')
  for (let n = 0; n < 1_000; n += 1) await ask('x', `other-${n}`)
  assert.deepEqual([remembered, await ask('x', 'first')], ['TOO_MANY_WRONG_KEYS', 'KEY_WRONG'])
})

test('who shows a key where none is read is told where', async () => {
  const { auth } = createCase()
  const told = async (url: string, ...rawHeaders: string[]) => {
    const who = await auth.ask({ method: 'GET', url, rawHeaders }, 'a')
    return 'detail' in who ? who.detail : undefined
  }
  for (const detail of [await told('/ws?key=right'), await told('/ws?a=b&token=right'), await told('/ws', 'Authorization', 'right')])
    assert.match(String(detail), /"Authorization: Bearer <key>".*never from the address/)
  assert.deepEqual([await told('/ws'), await told('/ws?types=gift')], [undefined, undefined])
})
