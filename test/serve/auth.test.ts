import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAuth } from '../../core/serve/auth.ts'
import { LIMITS } from '../../core/serve/limits.ts'
import { accessOf } from './no-access.ts'

function createCase() {
  const time = { now: 0 }
  const clock = { now: () => time.now, wallTime: () => 0, after: () => () => {} }
  const verified: string[] = []
  async function verify(jwt: string) {
    verified.push(jwt)
    return undefined
  }
  const auth = createAuth({
    access: { ...accessOf({ game: 'right' }), verify },
    cookieName: () => 'showrunner-1',
    ...{ clock, limits: { ...LIMITS, wrongKeysPerMinute: 2 } },
  })
  const ask = async (key: string, peer = 'a') => {
    const who = await auth.ask({ method: 'GET', url: '/', rawHeaders: ['Authorization', `Bearer ${key}`] }, peer)
    return 'role' in who ? who.role : who.code
  }
  return { time, ask, auth, verified }
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

test('a cookie is for the pages of the dashboard: of the sockets for theirs alone, where the page says that it is one, and it is no token of the organisation', async () => {
  const { auth, verified } = createCase()
  const ask = async (url: string, cookie: string, ...more: string[]) => {
    const who = await auth.ask({ method: 'GET', url, rawHeaders: ['Cookie', `showrunner-1=${cookie}`, ...more] }, 'a')
    return 'role' in who ? who.role : who.code
  }
  const socket = ['Upgrade', 'websocket']
  const page = ['Origin', 'http://127.0.0.1:1']
  assert.deepEqual(
    [
      await ask('/api/me', 'right'),
      await ask('/ws/page', 'right', ...socket, ...page),
      await ask('/ws/page', 'right', ...socket),
      await ask('/ws', 'right', ...socket, ...page),
      await ask('/streaming', 'right', ...socket, ...page),
      await ask('/api/me', 'a.b.c'),
    ],
    ['game', 'game', 'ORIGIN_REFUSED', 'KEY_NEEDED', 'KEY_NEEDED', 'KEY_WRONG'],
  )
  assert.deepEqual(verified, [])
  await auth.ask({ method: 'GET', url: '/api/me', rawHeaders: ['Authorization', 'Bearer a.b.c'] }, 'a')
  assert.deepEqual(verified, ['a.b.c'])
})
