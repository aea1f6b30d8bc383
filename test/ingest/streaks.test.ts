import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NewGift, NewGiftStreak } from '../../core/ingest/streak-events.ts'
import { createStreaks, STREAK_IDLE_MS, type Streaks } from '../../core/ingest/streaks.ts'
import { TRIGGER_ID, type UnifiedEvent } from '../../schemas/types.ts'
import fc from '../support/chance.ts'

const user = { userId: '7', uniqueId: 'ann', displayName: 'Ann', safeName: 'Ann' }

function virtualClock() {
  let now = 0
  return {
    now: () => now,
    pass(ms: number) {
      now += ms
    },
  }
}

function gift(eventId: string, count: number, more: Partial<NewGift> = {}): NewGift {
  return {
    ...{ schemaVersion: '1', eventId, eventType: 'gift', triggerId: 2, streamId: 'tiktok:somebody', sessionId: 'one', source: 'live' },
    ...{ timestamp: '2026-11-20T12:00:00.000Z', user },
    payload: { giftId: '5655', giftName: 'Rose', giftCount: count, coins: count * 2, diamondCount: 2, giftType: 1 },
    ...more,
  } as NewGift
}

/** Steps with these counts; a count in brackets ends the streak. */
function play(streaks: Streaks, counts: readonly (number | [number])[], streakId = 's1') {
  return counts.flatMap((count, index) => {
    const ended = typeof count !== 'number'
    const value = ended ? count[0] : count
    return [...streaks.step({ gift: gift(`${streakId}:${index}`, value), streakId, count: value, ended }).events]
  })
}

function brief(events: readonly (NewGift | NewGiftStreak)[]) {
  return events.map(({ eventType, payload }) =>
    eventType === 'gift'
      ? `gift ${payload.giftCount} by ${payload.endedBy}${payload.missedCount ? `, missed ${payload.missedCount}` : ''}`
      : `${payload.streakStatus} +${payload.delta} = ${payload.giftCount}`,
  )
}

function giftsOf(events: readonly (NewGift | NewGiftStreak)[]) {
  return events.filter((event): event is NewGift => event.eventType === 'gift')
}

test('streaks say each step, and count the whole once at its end', () => {
  const streaks = createStreaks({ clock: virtualClock() })
  assert.deepEqual(brief(play(streaks, [1, 2, 5, [5]])), [
    'start +1 = 1',
    'continue +1 = 2',
    'continue +3 = 5',
    'end +0 = 5',
    'gift 5 by platform',
  ])
})

test('streaks price the gift once and its steps by what they add', () => {
  const streaks = createStreaks({ clock: virtualClock() })
  const events = play(streaks, [1, 4, [4]])
  assert.deepEqual(
    events.map(({ eventType, payload, value }) => [eventType, payload.coins, value?.coins]),
    [
      ['giftStreak', 2, undefined],
      ['giftStreak', 6, undefined],
      ['giftStreak', 0, undefined],
      ['gift', 8, 8],
    ],
  )
})

test('I3: streaks are worth as many diamonds as they have gifts, whatever the newest message said, and the same receiver as before', () => {
  const clock = virtualClock()
  const receiver = { userId: '9' }
  const step = (streaks: Streaks, count: number, ended: boolean) => {
    const payload = { giftId: '5655', giftName: 'Rose', giftCount: count, coins: count * 2, diamondCount: 2, giftType: 1, receiver }
    const value = { coins: count * 2, diamonds: count }
    return streaks.step({ gift: gift(`x:${count}:${ended}`, count, { payload, value }), streakId: 's1', count, ended }).events
  }
  const streaks = createStreaks({ clock })
  step(streaks, 5, false)
  const [whole] = giftsOf(step(streaks, 3, true))
  step(streaks, 9, false)
  const [rest] = giftsOf(step(streaks, 9, true))
  assert.deepEqual(
    [whole?.value, rest?.value],
    [
      { coins: 10, diamonds: 5 },
      { coins: 8, diamonds: 4 },
    ],
  )
  const after = createStreaks({ clock })
  after.restore(step(createStreaks({ clock }), 4, false) as unknown as UnifiedEvent[])
  assert.deepEqual(giftsOf(after.endAll('one', 'streamEnd'))[0]?.payload.receiver, receiver)
})

test('streaks go by the price of one where the source says it, and no further than numbers go', () => {
  const [one] = giftsOf(
    createStreaks({ clock: virtualClock() }).step({
      gift: gift('x', 3, { payload: { giftId: '1', giftName: 'A', giftCount: 3, coins: 7, diamondCount: 5, giftType: 1 } }),
      ...{ streakId: 's1', count: 3, ended: true },
    }).events,
  )
  const [huge] = giftsOf(play(createStreaks({ clock: virtualClock() }), [[Number.MAX_SAFE_INTEGER]]))
  assert.deepEqual([one?.value?.coins, huge?.value?.coins], [15, Number.MAX_SAFE_INTEGER])
})

test('streaks take steps in any order: 3 before 1, and 13, 15, 14, 17, 16', () => {
  const streaks = createStreaks({ clock: virtualClock() })
  assert.deepEqual(
    [brief(play(streaks, [3, 1, 2, [3]], 'a')).at(-1), brief(play(streaks, [13, 15, 14, 17, 16, [17]], 'b'))],
    [
      'gift 3 by platform',
      [
        'start +13 = 13',
        'continue +2 = 15',
        'continue +0 = 15',
        'continue +2 = 17',
        'continue +0 = 17',
        'end +0 = 17',
        'gift 17 by platform, missed 12',
      ],
    ],
  )
})

test('streaks end by themselves when the end never comes', () => {
  const clock = virtualClock()
  const streaks = createStreaks({ clock })
  play(streaks, [1, 2])
  clock.pass(STREAK_IDLE_MS - 1)
  const early = brief(streaks.sweep())
  clock.pass(1)
  assert.deepEqual([early, brief(streaks.sweep()), brief(streaks.sweep())], [[], ['end +0 = 2', 'gift 2 by idle'], []])
})

test('streaks wait for the next step as long after each step', () => {
  const clock = virtualClock()
  const streaks = createStreaks({ clock })
  play(streaks, [1], 'a')
  clock.pass(10_000)
  play(streaks, [1], 'b')
  clock.pass(10_000)
  play(streaks, [2], 'a')
  assert.equal(streaks.idleInMs(), STREAK_IDLE_MS - 10_000)
})

test('streaks go on over a lost connection, and blame it when nothing follows', () => {
  const clock = virtualClock()
  const streaks = createStreaks({ clock })
  play(streaks, [1], 'goes on')
  play(streaks, [1], 'stops')
  streaks.disconnected('one')
  const onward = play(streaks, [2, [2]], 'goes on')
  clock.pass(STREAK_IDLE_MS)
  assert.deepEqual([brief(onward).at(-1), brief(streaks.sweep()).at(-1)], ['gift 2 by platform', 'gift 1 by disconnect'])
})

test('streaks of one session do not blame the lost connection of another', () => {
  const clock = virtualClock()
  const streaks = createStreaks({ clock })
  play(streaks, [1])
  streaks.disconnected('two')
  clock.pass(STREAK_IDLE_MS)
  assert.equal(brief(streaks.sweep()).at(-1), 'gift 1 by idle')
})

test('streaks end with their session, and leave those of another', () => {
  const streaks = createStreaks({ clock: virtualClock() })
  play(streaks, [4], 'a')
  streaks.step({ gift: gift('b:0', 1, { sessionId: 'two' }), streakId: 'b', count: 1, ended: false })
  assert.deepEqual(
    [brief(streaks.endAll('one', 'streamEnd')), brief(streaks.endAll('two', 'streamEnd'))],
    [
      ['end +0 = 4', 'gift 4 by streamEnd, missed 3'],
      ['end +0 = 1', 'gift 1 by streamEnd'],
    ],
  )
})

test('streaks ignore what comes after the end, and say how much', () => {
  const streaks = createStreaks({ clock: virtualClock() })
  play(streaks, [1, [2]])
  assert.deepEqual([play(streaks, [1, 2, [2]]), streaks.late()], [[], 3])
})

test('streaks that go on after they were taken for ended count the rest, in a gift of its own', () => {
  const clock = virtualClock()
  const streaks = createStreaks({ clock })
  play(streaks, [2, 3])
  clock.pass(STREAK_IDLE_MS)
  const [, first] = streaks.sweep()
  const more = play(streaks, [3, 5, [5]])
  assert.deepEqual(brief(more), ['continue +2 = 5', 'end +0 = 5', 'gift 2 by platform'])
  assert.deepEqual([first?.eventId, more.at(-1)?.eventId, more.at(-1)?.value], ['s1:gift', 's1:gift:3', { coins: 4 }])
  assert.deepEqual(play(streaks, [4, [5]]), [])
})

test('I3: a streak that goes on after it was taken for ended ends with its end, also where steps of it overtook one another', () => {
  const clock = virtualClock()
  const streaks = createStreaks({ clock })
  play(streaks, [5])
  clock.pass(STREAK_IDLE_MS)
  streaks.sweep()
  assert.deepEqual(brief(play(streaks, [7, [5]])).at(-1), 'gift 2 by platform')
})

test('streaks can take a step back whose events were not kept', () => {
  const streaks = createStreaks({ clock: virtualClock() })
  play(streaks, [1])
  const end = { gift: gift('x', 2), streakId: 's1', count: 2, ended: true }
  const first = streaks.step(end)
  first.undo()
  assert.deepEqual(brief(streaks.step(end).events), brief(first.events))
})

test('I3: a step that is taken back opens what it had pushed out again, with its gift still to come', () => {
  const streaks = createStreaks({ clock: virtualClock(), maxOpen: 1 })
  play(streaks, [3], 'a')
  streaks.step({ gift: gift('b:0', 1), streakId: 'b', count: 1, ended: false }).undo()
  assert.deepEqual(
    giftsOf(play(streaks, [4, [4]], 'a')).map(({ payload }) => payload.giftCount),
    [4],
  )
})

test('I3: a streak that a step pushed out, which was taken back, is counted though no step of it comes any more', () => {
  const streaks = createStreaks({ clock: virtualClock(), maxOpen: 1 })
  play(streaks, [3], 'a')
  streaks.step({ gift: gift('b:0', 1), streakId: 'b', count: 1, ended: false }).undo()
  assert.deepEqual(brief(streaks.endAll('one', 'streamEnd')), ['end +0 = 3', 'gift 3 by streamEnd, missed 2'])
})

test('I3: an end that was taken back and comes again ends the same streak where the platform gives it no group', () => {
  const streaks = createStreaks({ clock: virtualClock() })
  const step = (eventId: string, count: number, ended: boolean) =>
    streaks.step({ gift: gift(eventId, count), streakId: 's1', count, ended, isShared: true })
  step('first', 1, false)
  const end = step('end', 2, true)
  end.undo()
  assert.deepEqual(
    [step('end', 2, true).events, streaks.endAll('one', 'streamEnd')].map((events) => brief(events)),
    [['end +1 = 2', 'gift 2 by platform'], []],
  )
})

test('streaks that are pushed out after their connection was lost blame that', () => {
  const streaks = createStreaks({ clock: virtualClock(), maxOpen: 1 })
  play(streaks, [1], 'a')
  streaks.disconnected('one')
  assert.equal(brief(play(streaks, [1], 'b')).at(-1), 'gift 1 by disconnect')
})

test('streaks end the one idle longest when too many are open', () => {
  const streaks = createStreaks({ clock: virtualClock(), maxOpen: 2 })
  play(streaks, [1], 'a')
  play(streaks, [1], 'b')
  play(streaks, [2], 'a')
  assert.deepEqual(
    giftsOf(play(streaks, [1], 'c')).map(({ payload }) => payload.streakId),
    ['b'],
  )
})

test('I3: streaks come back after a crash from the steps in the log, and still count once', () => {
  const clock = virtualClock()
  const before = createStreaks({ clock })
  const log = [...play(before, [2, 3], 'open'), ...play(before, [1, [1]], 'ended')]
  const after = createStreaks({ clock })
  // The cast adds what the store numbers, which nothing here reads.
  after.restore(log as unknown as UnifiedEvent[])
  const late = play(after, [1], 'ended')
  clock.pass(STREAK_IDLE_MS)
  const [end, final] = after.sweep()
  assert.deepEqual(
    [late, brief(end && final ? [end, final] : []), final?.eventId, final?.value, final?.payload.coins],
    [[], ['end +0 = 3', 'gift 3 by restart, missed 1'], 'open:gift', { coins: 6 }, 6],
  )
})

test('streaks that go on after a crash are still one', () => {
  const clock = virtualClock()
  const log = play(createStreaks({ clock }), [1, 2])
  const after = createStreaks({ clock })
  after.restore(log as unknown as UnifiedEvent[])
  assert.deepEqual(brief(play(after, [3, [3]])), ['continue +1 = 3', 'end +0 = 3', 'gift 3 by platform'])
})

test('I3: a streak that came in two gifts before a crash counts nothing again after it', () => {
  const clock = virtualClock()
  const before = createStreaks({ clock })
  const log = play(before, [[5], [7]])
  const after = createStreaks({ clock })
  after.restore(log as unknown as UnifiedEvent[])
  assert.deepEqual([brief(log).at(-1), play(after, [6, [7]])], ['gift 2 by platform', []])
})

test('I3: the second gift of a streak says how many the first had, also when that one is too old to be read again', () => {
  const clock = virtualClock()
  const before = createStreaks({ clock })
  play(before, [[5]])
  const log = play(before, [[7]])
  const after = createStreaks({ clock })
  after.restore(log as unknown as UnifiedEvent[])
  assert.deepEqual([brief(log).at(-1), brief(after.endAll('one', 'streamEnd')), play(after, [6, [7]])], ['gift 2 by platform', [], []])
})

test('streaks of which only the newest step is left in the log miss no more than it says', () => {
  const clock = virtualClock()
  const log = play(createStreaks({ clock }), [1, 4])
  const after = createStreaks({ clock })
  after.restore(log.slice(-1) as unknown as UnifiedEvent[])
  clock.pass(STREAK_IDLE_MS)
  assert.equal(brief(after.sweep()).at(-1), 'gift 4 by restart')
})

test('I3: a streak without the price of one keeps its price over a crash behind a step that added nothing', () => {
  const clock = virtualClock()
  const payload = { giftId: '5655', giftName: 'Rose', giftCount: 3, coins: 15, giftType: 1 }
  const before = createStreaks({ clock })
  const step = (eventId: string) => before.step({ gift: gift(eventId, 3, { payload }), streakId: 's1', count: 3, ended: false }).events
  const log = [...step('one'), ...step('again')]
  const after = createStreaks({ clock })
  after.restore(log as unknown as UnifiedEvent[])
  assert.deepEqual(giftsOf(after.endAll('one', 'streamEnd'))[0]?.value, { coins: 15 })
})

test('I3: a gift that was stored after a later step of its streak leaves what is above it to be counted', () => {
  const clock = virtualClock()
  const before = createStreaks({ clock })
  const [step, ...gift] = play(before, [[2]])
  const log = [step, ...play(before, [5]), ...gift]
  const after = createStreaks({ clock })
  after.restore(log as unknown as UnifiedEvent[])
  clock.pass(STREAK_IDLE_MS)
  assert.deepEqual(brief(after.sweep()), ['end +0 = 5', 'gift 3 by restart'])
})

test('streaks seen live stay live when the platform repeats them as history', () => {
  const streaks = createStreaks({ clock: virtualClock() })
  const step = (source: 'live' | 'history', ended: boolean) =>
    streaks.step({ gift: gift('x', 2, { source }), streakId: 's', count: 2, ended }).events.map(({ source }) => source)
  assert.deepEqual([step('history', false), step('live', false), step('history', true)], [['history'], ['live'], ['live', 'live']])
})

test('I3: streaks count each one exactly once with its highest count, whatever is lost, repeated or out of order', () => {
  const step = fc.record({
    streak: fc.constantFrom('a', 'b', 'c'),
    count: fc.integer({ min: 1, max: 20 }),
    passMs: fc.constantFrom(0, 0, 0, 1000, STREAK_IDLE_MS),
  })
  const action = fc.oneof(
    { weight: 20, arbitrary: step },
    { weight: 1, arbitrary: fc.constant('crash') },
    { weight: 1, arbitrary: fc.constant('undo') },
  )
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), fc.subarray(['a', 'b', 'c']), (actions, withEnd) => {
      const clock = virtualClock()
      let streaks = createStreaks({ clock })
      const log: (NewGift | NewGiftStreak)[] = []
      const highest = new Map<string, number>()
      for (const [index, action] of actions.entries()) {
        if (action === 'crash') {
          streaks = createStreaks({ clock })
          streaks.restore(log as unknown as UnifiedEvent[])
        } else if (action === 'undo') {
          streaks.step({ gift: gift(`u${index}`, 99), streakId: 'a', count: 99, ended: true }).undo()
        } else {
          clock.pass(action.passMs)
          log.push(...streaks.sweep())
          log.push(
            ...streaks.step({ gift: gift(`e${index}`, action.count), streakId: action.streak, count: action.count, ended: false }).events,
          )
          highest.set(action.streak, Math.max(highest.get(action.streak) ?? 0, action.count))
        }
      }
      for (const [streakId, count] of highest) {
        if (withEnd.includes(streakId))
          log.push(...streaks.step({ gift: gift(`end ${streakId}`, count), streakId, count, ended: true }).events)
      }
      clock.pass(STREAK_IDLE_MS)
      log.push(...streaks.sweep())
      const counted = new Map<string | undefined, number>()
      for (const { payload } of giftsOf(log)) counted.set(payload.streakId, (counted.get(payload.streakId) ?? 0) + payload.giftCount)
      assert.deepEqual(counted, highest)
      assert.equal(new Set(giftsOf(log).map(({ eventId }) => eventId)).size, giftsOf(log).length, 'no gift twice')
      const deltas = new Map<string, number>()
      for (const { eventType, payload } of log) {
        if (eventType !== 'giftStreak') continue
        assert.ok(payload.delta >= 0)
        deltas.set(payload.streakId, (deltas.get(payload.streakId) ?? 0) + payload.delta)
      }
      assert.deepEqual(deltas, highest, 'the steps add up to the whole')
    }),
    { numRuns: 300 },
  )
})

test('I3: a streak that was opened again by what could not be kept remembers the one that was counted', () => {
  const clock = virtualClock()
  const streaks = createStreaks({ clock })
  play(streaks, [1])
  clock.pass(STREAK_IDLE_MS)
  streaks.sweep()
  const step = () => streaks.step({ gift: gift('x', 3), streakId: 's1', count: 3, ended: true })
  step().undo()
  assert.deepEqual(brief(step().events), ['end +2 = 3', 'gift 2 by platform'])
})

test('a step says all that its gift does: who, where, by which plugins, the price of one, the picture and for whom', () => {
  const streaks = createStreaks({ clock: virtualClock() })
  const receiver = { userId: '9', displayName: 'Host' }
  const given = gift('x', 3, { hops: 2 })
  const { events } = streaks.step({
    gift: { ...given, payload: { ...given.payload, giftImageUrl: 'https://p16.tiktokcdn.com/rose.png', receiver } },
    ...{ streakId: 's1', count: 3, ended: false },
  })
  assert.deepEqual(events, [
    {
      ...{ schemaVersion: '1', eventId: 'x', eventType: 'giftStreak', triggerId: TRIGGER_ID.giftStreak, streamId: 'tiktok:somebody' },
      ...{ sessionId: 'one', source: 'live', timestamp: '2026-11-20T12:00:00.000Z', user, hops: 2 },
      payload: {
        ...{ giftId: '5655', giftName: 'Rose', giftCount: 3, delta: 3, coins: 6, diamondCount: 2, streakId: 's1', streakStatus: 'start' },
        ...{ giftImageUrl: 'https://p16.tiktokcdn.com/rose.png', missedCount: 2, receiver },
      },
    },
  ])
})

test('a step and a gift leave out what is not known, and that nothing was missed', () => {
  const payload = { giftId: '5655', giftName: 'Rose', giftCount: 1, coins: 5 }
  const { events } = createStreaks({ clock: virtualClock() }).step({
    gift: gift('x', 1, { payload }),
    streakId: 's1',
    count: 1,
    ended: true,
  })
  assert.deepEqual(
    events.map((event) => [Object.keys(event.payload).sort().join(' '), 'hops' in event]),
    [
      ['coins delta giftCount giftId giftName streakId streakStatus', false],
      ['coins endedBy giftCount giftId giftName isGiftStreak streakId', false],
    ],
  )
})

test('I3: the gift of a streak that a crash left open has the price of one, the picture and the receiver that its steps had', () => {
  const clock = virtualClock()
  const before = createStreaks({ clock })
  const given = gift('x', 1)
  const payload = { ...given.payload, giftImageUrl: 'https://p16.tiktokcdn.com/rose.png', receiver: { userId: '9' } }
  const { events: log } = before.step({ gift: { ...given, payload }, streakId: 's1', count: 1, ended: false })
  const after = createStreaks({ clock })
  after.restore(log as unknown as UnifiedEvent[])
  assert.deepEqual(giftsOf(after.endAll('one', 'streamEnd'))[0]?.payload, {
    ...payload,
    ...{ coins: 2, isGiftStreak: true, streakId: 's1', endedBy: 'streamEnd' },
  })
})

test('I3: a single gift whose price only its coins say is worth the same after a crash', () => {
  const clock = virtualClock()
  const payload = { giftId: '5655', giftName: 'Rose', giftCount: 1, coins: 5, giftType: 1 }
  const log = createStreaks({ clock }).step({ gift: gift('x', 1, { payload }), streakId: 's1', count: 1, ended: false }).events
  const after = createStreaks({ clock })
  after.restore(log as unknown as UnifiedEvent[])
  assert.deepEqual(giftsOf(after.endAll('one', 'streamEnd'))[0]?.value, { coins: 5 })
})

test('streaks that went on after one gift was counted missed nothing of what was given before', () => {
  const clock = virtualClock()
  const streaks = createStreaks({ clock })
  play(streaks, [1])
  clock.pass(STREAK_IDLE_MS)
  streaks.sweep()
  assert.equal(brief(play(streaks, [4, [4]])).at(-1), 'gift 3 by platform')
})

test('streaks are looked at again in whole milliseconds, and not before the time is over', () => {
  const clock = virtualClock()
  const streaks = createStreaks({ clock })
  clock.pass(0.5)
  play(streaks, [1])
  clock.pass(0.2)
  assert.equal(streaks.idleInMs(), STREAK_IDLE_MS)
  clock.pass(STREAK_IDLE_MS)
  assert.equal(streaks.idleInMs(), 0)
})
