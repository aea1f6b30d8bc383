import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Amount, amountsOf, type Counted } from '../../../plugins/goals/amounts.ts'
import { choose } from '../../../plugins/goals/choice.ts'
import type { Goal } from '../../../plugins/goals/goal.ts'
import { counted, NOTHING_YET, type Progress, placed, type Step, takenBack } from '../../../plugins/goals/progress.ts'
import { viewOf } from '../../../plugins/goals/view.ts'
import { fixture } from '../../support/recording-host.ts'

const GOAL: Goal = { id: 'goal-1', title: 'Outfit', kind: 'coins', target: 500, createdAt: '2026-01-01T00:00:00.000Z' }
const AT = '2026-01-01T12:00:00.000Z'

const coins = (amount: number): Amount => ({ kind: 'coins', amount })
const add = (progress: Progress, key: number, amounts: readonly Amount[], goal = GOAL) =>
  counted(progress, { goals: [goal], amounts, key, at: AT })
const ids = ({ moved, completed, again }: Step) => ({ moved: moved.map(({ id }) => id), completed: completed.map(({ id }) => id), again })

/** After each of these, how far the goal is. */
function walk(amounts: readonly (readonly Amount[])[], goal = GOAL): readonly (number | undefined)[] {
  let progress = NOTHING_YET
  return amounts.map((each, index) => {
    progress = add(progress, index + 1, each, goal).progress
    return progress.counts[goal.id]?.current
  })
}

test('S2-034: a goal is completed once, by the event that reaches its target', () => {
  const first = add(NOTHING_YET, 1, [coins(499)])
  const second = add(first.progress, 2, [coins(1)])
  const third = add(second.progress, 3, [coins(100)])
  assert.deepEqual([first, second, third].map(ids), [
    { moved: ['goal-1'], completed: [], again: false },
    { moved: ['goal-1'], completed: ['goal-1'], again: false },
    { moved: ['goal-1'], completed: [], again: false },
  ])
  assert.deepEqual(third.progress.counts['goal-1'], { current: 600, completedAt: AT, completedBy: 2 })
})

test('what is delivered again is not counted again, and says once more what it completed', () => {
  const { progress } = add(add(NOTHING_YET, 1, [coins(499)]).progress, 2, [coins(1)])
  const again = add(progress, 2, [coins(1)])
  assert.deepEqual([again.progress, ids(again)], [progress, { moved: [], completed: ['goal-1'], again: true }])
  assert.deepEqual(ids(add(progress, 1, [coins(499)])).completed, [])
})

test('only so many events are remembered, and what has no number is counted whenever it comes', () => {
  let progress = NOTHING_YET
  for (let key = 1; key <= 300; key += 1) progress = add(progress, key, [coins(1)]).progress
  assert.deepEqual([progress.counted.length, progress.counted[0], progress.counts['goal-1']?.current], [200, 101, 300])
  assert.deepEqual(walk([[coins(1)]]), [1])
  const unkept = add(add(NOTHING_YET, 0, [coins(1)]).progress, 0, [coins(1)])
  assert.deepEqual([unkept.progress.counts['goal-1']?.current, unkept.progress.counted], [2, []])
})

test('money of another currency is never added; without one named, the first tip says it', () => {
  const euros = { ...GOAL, kind: 'tips', currency: 'EUR' } as const
  const tip = (amount: number, currency: string): readonly Amount[] => [{ kind: 'tips', amount, currency }]
  assert.deepEqual(walk([tip(100, 'USD'), tip(100, 'EUR'), tip(5, 'USD')], euros), [undefined, 100, 100])
  assert.deepEqual(walk([tip(100, 'USD'), tip(100, 'EUR'), tip(5, 'USD')], { ...GOAL, kind: 'tips' }), [100, 100, 105])
})

test('a tip that is taken back counts no more, once, and a goal that it had completed can be completed again', () => {
  const goal = { ...GOAL, kind: 'tips', currency: 'EUR' } as const
  const tips = (amount: number): readonly Amount[] => [{ kind: 'tips', amount, currency: 'EUR' }]
  const full = add(add(NOTHING_YET, 1, tips(100), goal).progress, 2, tips(450), goal).progress
  const less = (progress: Progress, currency = 'EUR') => takenBack(progress, { goals: [goal], amountCents: 450, currency, key: 3 })
  const step = less(full)
  assert.deepEqual(
    [step.progress.counts['goal-1'], ids(step)],
    [
      { current: 100, currency: 'EUR' },
      { moved: ['goal-1'], completed: [], again: false },
    ],
  )
  assert.equal(less(step.progress).progress, step.progress)
  assert.deepEqual(ids(less(full, 'USD')).moved, [])
  assert.deepEqual(ids(add(step.progress, 4, tips(400), goal)).completed, ['goal-1'])
  const over = takenBack(full, { goals: [goal], amountCents: 20, currency: 'EUR', key: 3 }).progress
  assert.deepEqual(over.counts['goal-1'], { current: 530, currency: 'EUR', completedAt: AT, completedBy: 2 })
})

test('a tip that is taken back leaves a goal without a currency in that of its first tip, and none below nothing', () => {
  const goal = { ...GOAL, kind: 'tips' } as const
  const { progress } = add(NOTHING_YET, 1, [{ kind: 'tips', amount: 100, currency: 'EUR' }], goal)
  const after = (amountCents: number, currency: string) =>
    takenBack(progress, { goals: [goal], amountCents, currency, key: 2 }).progress.counts['goal-1']?.current
  assert.deepEqual([after(30, 'EUR'), after(30, 'USD'), after(500, 'EUR')], [70, 100, 0])
})

test('likes follow the count of the platform, which misses none', () => {
  const likes = (amount: number, total?: number): readonly Amount[] => [{ kind: 'likes', amount, ...(total !== undefined && { total }) }]
  assert.deepEqual(walk([likes(10, 1000), likes(5, 1100), likes(15, 1050), likes(3)], { ...GOAL, kind: 'likes' }), [10, 110, 110, 113])
  // What came late says no more, and what follows it is not counted from there.
  assert.deepEqual(
    walk([likes(10, 1000), likes(5, 1100), likes(15, 1050), likes(1, 1101)], { ...GOAL, kind: 'likes' }),
    [10, 110, 110, 111],
  )
})

test('an operator puts a goal anywhere; below its target it can be completed again', () => {
  const done = placed(NOTHING_YET, GOAL, { current: 500, at: AT })
  assert.deepEqual(ids(done).completed, ['goal-1'])
  assert.deepEqual(ids(placed(done.progress, GOAL, { current: 700, at: AT })).completed, [])
  const reset = placed(done.progress, GOAL, { current: 0, at: AT })
  assert.deepEqual(reset.progress.counts['goal-1'], { current: 0 })
  assert.deepEqual(ids(add(reset.progress, 9, [coins(500)])).completed, ['goal-1'])
  assert.deepEqual(ids(placed(done.progress, { ...GOAL, target: 800 }, { current: 700, at: AT })).completed, [])
})

test('each event counts as what it is: money in its currency, coins and pieces, likes as the platform counts them, one of the rest', async () => {
  const gift = await fixture('gift')
  const like = await fixture('like')
  const tip = await fixture('tip')
  const events: readonly Counted[] = [
    { ...gift, payload: { ...gift.payload, giftCount: 3, coins: 15 } },
    { ...tip, value: { amountCents: 250, currency: 'EUR' } },
    { ...tip, value: {} },
    { ...like, payload: { likeCount: 15, totalLikeCount: 4000 } },
    { ...like, payload: { likeCount: 15 } },
    ...[await fixture('follow'), await fixture('subscribe'), await fixture('share')],
  ]
  assert.deepEqual(events.map(amountsOf), [
    [
      { kind: 'coins', amount: 15 },
      { kind: 'gifts', amount: 3 },
    ],
    [{ kind: 'tips', amount: 250, currency: 'EUR' }],
    [{ kind: 'tips', amount: 0 }],
    [{ kind: 'likes', amount: 15, total: 4000 }],
    [{ kind: 'likes', amount: 15 }],
    ...['follows', 'subscriptions', 'shares'].map((kind) => [{ kind, amount: 1 }]),
  ])
})

test('a goal that nothing was added to does not move', () => {
  const goal = { ...GOAL, kind: 'likes' } as const
  const likes = (total: number): readonly Amount[] => [{ kind: 'likes', amount: 15, total }]
  const first = add(NOTHING_YET, 1, likes(100), goal)
  assert.deepEqual([ids(first).moved, ids(add(first.progress, 2, likes(100), goal)).moved], [['goal-1'], []])
})

test('a completed goal that is put on its target, or falls to it, stays completed by what completed it', () => {
  const goal = { ...GOAL, kind: 'tips', currency: 'EUR' } as const
  const { progress } = add(NOTHING_YET, 7, [{ kind: 'tips', amount: 600, currency: 'EUR' }], goal)
  const put = placed(progress, goal, { current: 500, at: '2026-01-02T00:00:00.000Z' })
  const fallen = takenBack(progress, { goals: [goal], amountCents: 100, currency: 'EUR', key: 8 })
  const done = { current: 500, currency: 'EUR', completedAt: AT, completedBy: 7 }
  assert.deepEqual(
    [put, fallen].map(({ progress, completed, again }) => [progress.counts['goal-1'], completed, again]),
    [
      [done, [], false],
      [done, [], false],
    ],
  )
})

test('a goal is shown in whole percents, rounded down, in the currency of its first tip, and when it was completed', () => {
  const tips = { ...GOAL, kind: 'tips', target: 300 } as const
  const view = (goal: Goal, count?: Progress['counts'][string]) => {
    const { current, percentage, unit, currency, completedAt } = viewOf(goal, { counts: count ? { 'goal-1': count } : {} })
    return [current, percentage, unit, currency, completedAt]
  }
  assert.deepEqual(
    [
      view(tips),
      view(tips, { current: 299, currency: 'EUR' }),
      view({ ...tips, currency: 'USD' }, { current: 750, currency: 'EUR', completedAt: AT }),
    ],
    [
      [0, 0, 'cents', undefined, undefined],
      [299, 99, 'cents', 'EUR', undefined],
      [750, 250, 'cents', 'USD', AT],
    ],
  )
})

test('the page shows what is to be reached before what was, nothing that is hidden, and no more than it is to', () => {
  const goal = (id: string, more: object = {}) => ({ ...viewOf({ ...GOAL, id }, { counts: {} }), ...more })
  const goals = [goal('done', { completedAt: AT }), goal('open'), goal('hidden', { hidden: true }), goal('next')]
  const shown = (shownMax: number, showCompleted: boolean) => choose(goals, { shownMax, showCompleted }).map(({ id }) => id)
  assert.deepEqual([shown(9, true), shown(9, false), shown(1, true)], [['open', 'next', 'done'], ['open', 'next'], ['open']])
})
