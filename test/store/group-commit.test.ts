import assert from 'node:assert/strict'
import test from 'node:test'
import { createGroupCommit } from '../../core/store/sqlite/group-commit.ts'
import { createTestClock } from '../contracts/store.ts'

function createRecorded({ fail = () => false }: { fail?: () => boolean } = {}) {
  const clock = createTestClock()
  const commits: string[][] = []
  const group = createGroupCommit<string>({
    clock,
    limits: { delayMs: 5, records: 256 },
    async commit(items) {
      if (fail()) throw new Error('no')
      commits.push([...items])
    },
  })
  return { clock, commits, group }
}

test('group commit lets a lone write in a quiet time wait for no clock', async () => {
  const { commits, group } = createRecorded()
  await group.add('a', 1)
  assert.deepEqual(commits, [['a']])
})

test('group commit takes what came in the same turn into one commit', async () => {
  const { commits, group } = createRecorded()
  await Promise.all([group.add('a', 1), group.add('b', 1)])
  assert.deepEqual(commits, [['a', 'b']])
})

test('group commit collects for as long as the delay after the commit before', async () => {
  const { clock, commits, group } = createRecorded()
  await group.add('a', 1)
  const written = [group.add('b', 1), group.add('c', 1)]
  clock.advance(4)
  assert.deepEqual(commits, [['a']])
  clock.advance(1)
  await Promise.all(written)
  assert.deepEqual(commits, [['a'], ['b', 'c']])
})

test('group commit waits for no clock with enough to be worth a commit, and not at all when full', async () => {
  const { commits, group } = createRecorded()
  await group.add('a', 1)
  await group.add('b', 64)
  assert.deepEqual(commits, [['a'], ['b']])
  const written = [group.add('c', 255), group.add('d', 1)]
  assert.deepEqual(commits, [['a'], ['b'], ['c', 'd']])
  await Promise.all(written)
})

test('group commit lets what is prompt wait for no clock, and takes along what waits', async () => {
  const { clock, commits, group } = createRecorded()
  await group.add('a', 1)
  await Promise.all([group.add('b', 1), group.add('gift', 1, true)])
  assert.deepEqual(commits, [['a'], ['b', 'gift']])
  const next = group.add('c', 1)
  clock.advance(4)
  await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual(commits.length, 2)
  clock.advance(1)
  await next
})

test('group commit lets what has no records wait for the records that come, and no longer than the delay', async () => {
  const { clock, commits, group } = createRecorded()
  const together = [group.add('progress', 0), group.add('a', 1)]
  await Promise.all(together)
  clock.advance(100)
  const alone = group.add('progress', 0)
  clock.advance(4)
  assert.deepEqual(commits, [['progress', 'a']])
  clock.advance(1)
  await alone
  assert.deepEqual(commits, [['progress', 'a'], ['progress']])
})

test('group commit rejects everything that was in a failed commit, and goes on', async () => {
  let fails = true
  const { clock, commits, group } = createRecorded({ fail: () => fails })
  const outcomes = await Promise.allSettled([group.add('a', 1), group.add('b', 1)])
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['rejected', 'rejected'],
  )
  fails = false
  const written = group.add('c', 1)
  clock.advance(5)
  await written
  assert.deepEqual(commits, [['c']])
})

test('group commit commits when asked although nothing was added, and nothing when there is nothing', () => {
  const { commits, group } = createRecorded()
  group.flush()
  assert.deepEqual(commits, [])
  group.touch()
  group.flush()
  assert.deepEqual(commits, [[]])
})

test('group commit makes one commit durable at a time, and what comes meanwhile goes into the next', async () => {
  const clock = createTestClock()
  const commits: { readonly items: readonly string[]; readonly durable: () => void }[] = []
  const group = createGroupCommit<string>({
    clock,
    limits: { delayMs: 5, records: 256 },
    commit: (items) => new Promise((durable) => commits.push({ items, durable })),
  })
  const told: string[] = []
  const add = (item: string, records: number) => group.add(item, records).then(() => told.push(item))
  const written = [add('a', 256), add('b', 256), add('c', 256)]
  clock.advance(100)
  assert.deepEqual([commits.map(({ items }) => items), told], [[['a']], []])
  commits[0]?.durable()
  await written[0]
  assert.deepEqual([commits.map(({ items }) => items), told], [[['a'], ['b', 'c']], ['a']])
  // Who cannot wait does not.
  written.push(add('d', 1))
  group.flush()
  assert.deepEqual(commits[2]?.items, ['d'])
  for (const { durable } of commits) durable()
  await Promise.all(written)
  assert.deepEqual([...told].sort(), ['a', 'b', 'c', 'd'])
})
