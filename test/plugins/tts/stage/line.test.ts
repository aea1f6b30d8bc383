import assert from 'node:assert/strict'
import { test } from 'node:test'
import { worth } from '../../../../plugins/tts/stage/entry.ts'
import { createLine } from '../../../../plugins/tts/stage/line.ts'

function lineOf(options: { max?: number; maxAgeMs?: number } = {}) {
  let time = 0
  const line = createLine({ max: 10, maxAgeMs: 1000, ...options, now: () => time })
  const push = (id: string, rank: number) => line.push({ id, rank, at: time })?.id
  const rest = () => {
    const ids: string[] = []
    for (let next = line.next(); next; next = line.next()) ids.push(next.id)
    return ids.join(' ')
  }
  return { line, push, rest, pass: (ms: number) => (time += ms) }
}

test('the highest rank goes first, and within a rank who came first', () => {
  const { push, rest } = lineOf()
  push('chat', 1)
  push('rose', 5)
  push('follow', 3)
  push('galaxy', 9)
  push('rose again', 5)
  assert.equal(rest(), 'galaxy rose rose again follow chat')
})

test('a full line drops the newest of the lowest rank, which may be the one that comes', () => {
  const { push, rest } = lineOf({ max: 3 })
  for (const id of ['a', 'b', 'c']) assert.equal(push(id, 1), undefined)
  assert.equal(push('d', 1), 'd')
  assert.equal(push('gift', 5), 'c')
  assert.equal(rest(), 'gift a b')
})

test('what waited too long is not said any more', () => {
  const { line, push, pass, rest } = lineOf()
  push('old', 9)
  pass(1001)
  push('new', 1)
  assert.deepEqual(
    line.list().map(({ id }) => id),
    ['new'],
  )
  assert.equal(rest(), 'new')
})

test('what fits is taken away wherever it stands', () => {
  const { line, push, rest } = lineOf()
  for (const id of ['a', 'b', 'c']) push(id, 1)
  assert.equal(
    line.drop(({ id }) => id !== 'b'),
    2,
  )
  assert.equal(rest(), 'b')
})

test('what was given raises a rank by doublings, and never to the next kind', () => {
  assert.deepEqual([0, 1, 9, 10, 20, 100, 1000, 1e9].map(worth), [0, 0, 0, 1, 2, 4, 7, 9])
})
