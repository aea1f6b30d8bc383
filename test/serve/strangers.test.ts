import assert from 'node:assert/strict'
import { Socket } from 'node:net'
import { test } from 'node:test'
import { createStrangers } from '../../core/serve/strangers.ts'

function createCase() {
  const strangers = createStrangers({ perPeer: 2, total: 3 })
  const come = (peer: string) => {
    const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: peer })
    return { socket, isIn: strangers.admit(socket) }
  }
  return { strangers, come }
}

test('a peer that opens one too many loses its oldest, and one more than all may have is turned away itself', () => {
  const { strangers, come } = createCase()
  const [first, second] = [come('a'), come('a')]
  assert.deepEqual([first.isIn, second.isIn, first.socket.destroyed, strangers.count()], [true, true, false, 2])
  const third = come('a')
  assert.deepEqual([third.isIn, first.socket.destroyed, third.socket.destroyed, strangers.count()], [false, true, false, 2])
  const [other, last] = [come('b'), come('c')]
  assert.deepEqual([other.isIn, last.isIn, last.socket.destroyed, strangers.count()], [true, false, true, 3])
})

test('who has shown a key is counted no more', () => {
  const { strangers, come } = createCase()
  for (const { socket } of [come('a'), come('a')]) strangers.trust(socket)
  assert.deepEqual([come('a').isIn, come('a').isIn, strangers.count()], [true, true, 2])
})
