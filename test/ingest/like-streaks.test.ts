import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLikeStreaks, LIKE_IDLE_MS } from '../../core/ingest/like-streaks.ts'
import fc from '../support/chance.ts'

test('like streaks add up the likes of a viewer until a pause', () => {
  let now = 0
  const likes = createLikeStreaks({ clock: { now: () => now } })
  const add = (viewer: string, eventId: string, likeCount: number) => {
    const { streakId, streakStatus, streakTotal } = likes.add(viewer, eventId, { likeCount })
    return [streakId, streakStatus, streakTotal]
  }
  const first = [add('ann', '1', 15), add('bob', '2', 3), add('ann', '3', 5)]
  now += LIKE_IDLE_MS
  assert.deepEqual(
    [...first, add('ann', '4', 1)],
    [
      ['1', 'start', 15],
      ['2', 'start', 3],
      ['1', 'continue', 20],
      ['4', 'start', 1],
    ],
  )
})

test('like streaks go on for whoever never paused for as long, however many others come and however long it takes', () => {
  let now = 0
  const likes = createLikeStreaks({ clock: { now: () => now } })
  const add = (viewer: string) => likes.add(viewer, `${viewer}:${now}`, { likeCount: 1 })
  for (now = 0; now < 6 * LIKE_IDLE_MS; now += LIKE_IDLE_MS - 1000) {
    add('ann')
    for (const viewer of ['bob', 'cat', 'dan']) add(viewer)
  }
  assert.deepEqual(add('ann'), { likeCount: 1, streakTotal: 8, streakId: 'ann:0', streakStatus: 'continue' })
})

test('like streaks of too many viewers are forgotten, those of who liked longest ago first', () => {
  const likes = createLikeStreaks({ clock: { now: () => 0 }, maxViewers: 2 })
  const add = (viewer: string) => likes.add(viewer, viewer, { likeCount: 1 }).streakStatus
  for (const viewer of ['ann', 'bob', 'cat', 'dan', 'eve']) add(viewer)
  assert.deepEqual([add('dan'), add('ann')], ['continue', 'start'])
})

test('like streaks stay at the largest number there is', () => {
  const likes = createLikeStreaks({ clock: { now: () => 0 } })
  likes.add('ann', '1', { likeCount: Number.MAX_SAFE_INTEGER })
  assert.equal(likes.add('ann', '2', { likeCount: 5 }).streakTotal, Number.MAX_SAFE_INTEGER)
})

test('like streaks keep every like: the totals of all streaks are the sum of all likes', () => {
  const like = fc.record({
    viewer: fc.constantFrom('a', 'b', 'c', 'd'),
    likeCount: fc.integer({ min: 1, max: 15 }),
    passMs: fc.constantFrom(0, 3000, LIKE_IDLE_MS),
  })
  fc.assert(
    fc.property(fc.array(like), fc.integer({ min: 1, max: 4 }), (all, maxViewers) => {
      let now = 0
      const likes = createLikeStreaks({ clock: { now: () => now }, maxViewers })
      const totals = new Map<string | undefined, number>()
      for (const [index, { viewer, likeCount, passMs }] of all.entries()) {
        now += passMs
        const { streakId, streakTotal = 0, likeCount: kept } = likes.add(viewer, String(index), { likeCount })
        assert.equal(kept, likeCount)
        totals.set(streakId, streakTotal)
      }
      const sum = (numbers: Iterable<number>) => [...numbers].reduce((total, number) => total + number, 0)
      assert.equal(sum(totals.values()), sum(all.map(({ likeCount }) => likeCount)))
    }),
  )
})
