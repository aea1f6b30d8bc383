import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Alert } from '../../../plugins/alerts/alert.ts'
import { createAlertQueue, displayMs, LEAVE_MS } from '../../../plugins/alerts/overlay/alert-queue.js'
import { createVirtualClock } from '../../support/virtual-clock.ts'

type Pictured = Alert & { avatar?: string; gift?: string }

const START = Date.parse('2026-01-01T12:00:00Z')
const PACE = { shortestMs: 2000, longestMs: 6000, largeMs: 9000, waitingMax: 3, maxAgeMs: 60_000 }

/** A queue, its clock, and what was drawn: `seconds action name×count`. */
function createStage() {
  const clock = createVirtualClock(START)
  const drawn: string[] = []
  const seen: Pictured[] = []
  const done: string[] = []
  const draw = (action: string) => (alert?: Pictured) => {
    if (alert) seen.push(alert)
    drawn.push([clock.now(), action, ...(alert ? [`${alert.name}${alert.count ? `×${alert.count}` : ''}`] : [])].join(' '))
  }
  const screen = { show: draw('show'), update: draw('update'), picture: draw('picture'), leave: draw('leave'), clear: draw('clear') }
  return {
    clock,
    drawn,
    seen,
    done,
    queue: createAlertQueue({ clock, screen, done: (ids) => done.push(...ids) }),
    shown: () => drawn.filter((line) => line.includes('show')).map((line) => line.split(' ')[2]),
  }
}

let made = 0
function alert(fields: Partial<Alert>): Alert {
  const name = fields.name ?? 'Ana'
  return {
    id: `event:${++made}`,
    key: `follow:${name}`,
    kind: 'follow',
    name,
    line: '',
    at: new Date(START).toISOString(),
    language: 'en',
    pace: PACE,
    tiers: { coins: [100, 2000], cents: [500, 2000] },
    confetti: true,
    volume: 0,
    ...fields,
  }
}

function gift(name: string, count: number, coins = count): Alert {
  return alert({ kind: 'gift', key: `gift:${name}`, name, count, coins })
}

test('alerts are shown one at a time, and nothing is left when all were shown', async () => {
  const { clock, drawn, queue } = createStage()
  queue.push(alert({ name: 'Ana' }))
  queue.push(alert({ name: 'Ben' }))
  await clock.advance(60_000)
  assert.deepEqual(drawn, [
    '0 show Ana',
    '5600 leave',
    `${5600 + LEAVE_MS} clear`,
    `${5600 + LEAVE_MS} show Ben`,
    `${11_600 + LEAVE_MS} leave`,
    `${11_600 + 2 * LEAVE_MS} clear`,
  ])
  assert.equal(clock.pending(), 0)
})

test('what was shown is done with when it leaves, all of what was merged into it; what waits is not', async () => {
  const { clock, queue, done } = createStage()
  const [first, ...others] = [gift('Ana', 1), gift('Ben', 3), gift('Ben', 2), gift('Ana', 4), gift('Cem', 1)]
  for (const each of first ? [first, ...others] : []) queue.push(each)
  await clock.advance(5500)
  const [, ben, more, joined, cem] = [first, ...others].map((each) => each?.id)
  assert.deepEqual(done, [first?.id, joined])
  await clock.advance(6000)
  assert.deepEqual(done, [first?.id, joined, ben, more])
  await clock.advance(60_000)
  assert.deepEqual(done.at(-1), cem)
})

test('what is never shown is done with at once: late, too many, taken back or cleared', async () => {
  const { queue, done } = createStage()
  const late = alert({ name: 'Late', at: new Date(START - 61_000).toISOString() })
  const [shown, least, waits, taken, waits2] = [gift('Ana', 9), gift('Lea', 1), gift('Ben', 5), gift('Tom', 6), gift('Cem', 7)]
  for (const each of [late, shown, least, waits, taken, waits2]) queue.push(each)
  assert.deepEqual(done, [late.id, least.id])
  queue.retract({ ids: [taken.id], userIds: [] })
  assert.deepEqual(done.slice(2), [taken.id])
  queue.clear()
  assert.deepEqual(done.slice(3), [waits2.id, waits.id, shown.id])
})

test('equal gifts that wait become one card with the sum of both', async () => {
  const { clock, queue, shown } = createStage()
  queue.push(alert({ name: 'Ana' }))
  queue.push(gift('Ben', 3))
  queue.push(gift('Ben', 2))
  await clock.advance(60_000)
  assert.deepEqual(shown(), ['Ana', 'Ben×5'])
})

test('an equal gift joins the card on screen and keeps it there long enough to be read', async () => {
  const { clock, drawn, queue } = createStage()
  queue.push(gift('Ben', 3))
  await clock.advance(5000)
  queue.push(gift('Ben', 2))
  await clock.advance(2500)
  assert.deepEqual(drawn, ['0 show Ben×3', '5000 update Ben×5', '7000 leave', `${7000 + LEAVE_MS} clear`])
})

test('a viewer who never stops gifting cannot hold the screen', async () => {
  const { clock, drawn, queue } = createStage()
  for (let second = 0; second < 20; second++) {
    queue.push(gift('Ben', 1))
    await clock.advance(1000)
  }
  const left = drawn.filter((line) => line.includes('leave')).map((line) => Number(line.split(' ')[0]))
  assert.ok(left[0] !== undefined && left[0] <= PACE.longestMs + PACE.shortestMs, drawn.join('\n'))
})

test('tips and gifts go before the rest, and the dearer gift before the cheaper', async () => {
  const { clock, queue, shown } = createStage()
  const first = alert({ name: 'first', pace: { ...PACE, waitingMax: 10 } })
  queue.push(first)
  for (const next of [
    alert({ name: 'follow' }),
    gift('rose', 1),
    gift('galaxy', 1, 1000),
    alert({ name: 'tip', kind: 'tip', key: 't', amountCents: 100 }),
  ]) {
    queue.push({ ...next, pace: first.pace })
  }
  await clock.advance(60_000)
  assert.deepEqual(shown(), ['first', 'tip', 'galaxy×1', 'rose×1', 'follow'])
})

test('what the streamer tries out comes next, however small it is', async () => {
  const { clock, queue, shown } = createStage()
  queue.push(gift('Ana', 1))
  queue.push(gift('Ben', 1000))
  queue.push(alert({ kind: 'tip', key: 'tip:1', name: 'Cai', amountCents: 500 }))
  queue.push({ ...gift('Me', 1), isTrial: true })
  await clock.advance(60_000)
  assert.deepEqual(shown(), ['Ana×1', 'Me×1', 'Cai', 'Ben×1000'])
})

test('alerts of the same worth keep the order they came in', async () => {
  const { clock, queue, shown } = createStage()
  for (const name of ['a', 'b', 'c', 'd']) queue.push(alert({ name }))
  await clock.advance(60_000)
  assert.deepEqual(shown(), ['a', 'b', 'c', 'd'])
})

test('when too many wait the least worthy goes, and among equals the newest', async () => {
  const { clock, queue, shown } = createStage()
  for (const name of ['a', 'b', 'c', 'd', 'e']) queue.push(alert({ name }))
  queue.push(gift('rose', 1))
  assert.equal(queue.waiting(), PACE.waitingMax)
  await clock.advance(60_000)
  assert.deepEqual(shown(), ['a', 'rose×1', 'b', 'c'])
})

test('the more alerts wait the shorter each is shown, down to the shortest time', () => {
  assert.deepEqual(
    [0, 1, 5, 10, 500].map((waiting) => displayMs(alert({}), waiting)),
    [6000, 5600, 4000, 2000, 2000],
  )
})

test('a crowd that arrives shortens the card that is on screen', async () => {
  const { clock, drawn, queue } = createStage()
  const pace = { ...PACE, waitingMax: 50 }
  queue.push(alert({ name: 'first', pace }))
  await clock.advance(1000)
  for (let index = 0; index < 20; index++) queue.push(alert({ name: `v${index}`, pace }))
  await clock.advance(1001)
  assert.equal(drawn[1], '2000 leave')
})

test('a raid of follows takes no time from a large gift, and other gifts do', async () => {
  const pace = { ...PACE, waitingMax: 50 }
  const leftAt = async (crowd: (index: number) => Alert) => {
    const { clock, drawn, queue } = createStage()
    queue.push({ ...gift('Whale', 9999, 9999), pace })
    for (let index = 0; index < 40; index++) queue.push({ ...crowd(index), pace })
    await clock.advance(10_000)
    return drawn[1]
  }
  assert.deepEqual(
    [await leftAt((index) => alert({ name: `v${index}` })), await leftAt((index) => gift(`v${index}`, 1))],
    [`${PACE.largeMs} leave`, `${PACE.shortestMs} leave`],
  )
})

test('an alert that comes twice is shown once', async () => {
  const { clock, queue, shown } = createStage()
  const rose = gift('Ben', 3)
  queue.push(rose)
  queue.push(rose)
  await clock.advance(20_000)
  queue.push(rose)
  await clock.advance(20_000)
  assert.deepEqual(shown(), ['Ben×3'])
})

test('what was held is shown however long that was, also when it was held twice, and what was late before is not', async () => {
  const { clock, queue, shown } = createStage()
  const now = () => new Date(clock.wallTime()).toISOString()
  const held = async () => {
    const since = now()
    await clock.advance(10 * PACE.maxAgeMs)
    queue.held({ since, until: now() })
  }
  await clock.advance(PACE.maxAgeMs + 1)
  const waited = alert({ name: 'waited', at: new Date(clock.wallTime() + 1000).toISOString() })
  await held()
  await held()
  queue.push(alert({ name: 'late' }))
  queue.push(waited)
  await clock.advance(PACE.maxAgeMs + 1)
  queue.push({ ...waited, id: 'event:held-again', name: 'too-late' })
  assert.deepEqual(shown(), ['waited'])
})

test('the panic button takes away what is shown, and what waits comes when all goes on', async () => {
  const { clock, queue, shown, drawn } = createStage()
  for (const name of ['Ana', 'Ben', 'Cleo']) queue.push(alert({ name }))
  await clock.advance(1000)
  queue.hold()
  queue.push(alert({ name: 'Dora' }))
  await clock.advance(10 * PACE.maxAgeMs)
  assert.deepEqual([shown(), drawn.at(-1)?.split(' ')[1], queue.waiting()], [['Ana'], 'clear', 3])
  queue.goOn()
  await clock.advance(60_000)
  assert.deepEqual(shown(), ['Ana', 'Ben', 'Cleo', 'Dora'])
})

test('what the panic button takes away goes in that moment, and what is let go at once does not come onto what leaves', async () => {
  const { clock, queue, drawn } = createStage()
  for (const name of ['Ana', 'Ben']) queue.push(alert({ name }))
  await clock.advance(1000)
  queue.hold()
  queue.goOn()
  await clock.advance(LEAVE_MS)
  assert.deepEqual(drawn, ['0 show Ana', '1000 leave', `${1000 + LEAVE_MS} clear`, `${1000 + LEAVE_MS} show Ben`])
})

test('to pause and go on takes nothing from what is shown, nor does it come onto what leaves', async () => {
  const { clock, queue, drawn } = createStage()
  const again = () => [true, false].forEach(queue.pause)
  for (const name of ['Ana', 'Ben']) queue.push(alert({ name }))
  again()
  assert.deepEqual(drawn, ['0 show Ana'])
  queue.skip()
  again()
  await clock.advance(LEAVE_MS)
  assert.deepEqual(drawn, ['0 show Ana', '0 leave', `${LEAVE_MS} clear`, `${LEAVE_MS} show Ben`])
})

test('a page that is reloaded while everything is held shows nothing of what comes again, and all of it when all goes on', async () => {
  const { clock, queue, shown, done } = createStage()
  const [since, waits] = [new Date(START).toISOString(), alert({ name: 'Ana' })]
  await clock.advance(10 * PACE.maxAgeMs)
  queue.hold(since)
  queue.push(waits)
  await clock.advance(10 * PACE.maxAgeMs)
  assert.deepEqual([shown(), done], [[], []])
  queue.held({ since, until: new Date(clock.wallTime()).toISOString() })
  queue.goOn()
  assert.deepEqual(shown(), ['Ana'])
})

test('what comes again to a page that is paused is not late, however long it is', async () => {
  const { clock, queue, shown } = createStage()
  queue.pause(true)
  await clock.advance(10 * PACE.maxAgeMs)
  queue.push(alert({ name: 'Ana' }))
  queue.pause(false)
  assert.deepEqual(shown(), ['Ana'])
})

test('an alert that comes too late is not shown', async () => {
  const { clock, queue, shown } = createStage()
  await clock.advance(PACE.maxAgeMs + 1)
  queue.push(alert({ name: 'late' }))
  queue.push(alert({ name: 'now', at: new Date(clock.wallTime()).toISOString() }))
  await clock.advance(20_000)
  assert.deepEqual(shown(), ['now'])
})

test('what clears the queue takes away what is shown and what waits, and what comes after it is shown', async () => {
  const { clock, drawn, queue, shown } = createStage()
  for (const name of ['Ana', 'Ben', 'Cleo']) queue.push(alert({ name }))
  await clock.advance(100)
  queue.clear()
  await clock.advance(60_000)
  const [, left, cleared, ...more] = drawn.map((line) => line.split(' ').slice(1).join(' '))
  assert.deepEqual([shown(), left, cleared, more, queue.waiting()], [['Ana'], 'leave', 'clear', [], 0])
  queue.push(alert({ name: 'Dina', at: new Date(clock.wallTime()).toISOString() }))
  assert.deepEqual(shown(), ['Ana', 'Dina'])
})

test('a large card is shown for longer than a small one, and no longer than the shortest time in a crowd', () => {
  const large = gift('Ben', 1, 2000)
  assert.deepEqual([displayMs(large, 0), displayMs(large, 10)], [PACE.largeMs, PACE.shortestMs])
})

test('gifts that are merged into a large one are shown as long as that', async () => {
  const { clock, drawn, queue } = createStage()
  queue.push(gift('Ben', 1, 1000))
  queue.push(gift('Ben', 1, 1000))
  await clock.advance(60_000)
  assert.equal(drawn[2], `${PACE.largeMs} leave`)
})

test('what is skipped goes at once, and the next one comes', async () => {
  const { clock, drawn, queue } = createStage()
  for (const name of ['Ana', 'Ben']) queue.push(alert({ name }))
  await clock.advance(1000)
  queue.skip()
  await clock.advance(LEAVE_MS)
  queue.skip()
  await clock.advance(60_000)
  queue.skip()
  assert.deepEqual(
    drawn.filter((line) => !line.includes('clear')),
    ['0 show Ana', '1000 leave', `${1000 + LEAVE_MS} show Ben`, `${1000 + LEAVE_MS} leave`],
  )
})

test('while it is paused what is shown ends as ever and the rest waits, until it goes on', async () => {
  const { clock, queue, shown } = createStage()
  queue.push(alert({ name: 'Ana' }))
  queue.pause(true)
  for (const name of ['Ben', 'Cleo']) queue.push(alert({ name }))
  await clock.advance(60_000)
  assert.deepEqual([shown(), queue.waiting(), clock.pending()], [['Ana'], 2, 0])
  queue.pause(false)
  await clock.advance(60_000)
  assert.deepEqual(shown(), ['Ana', 'Ben', 'Cleo'])
})

test('what is retracted is gone in that moment, shown or waiting, by its event or its viewer, and nothing else is', async () => {
  const { clock, drawn, queue, shown } = createStage()
  const pace = { ...PACE, waitingMax: 10 }
  const [rude, ...rest] = [
    alert({ name: 'rude', id: 'tip:1', pace }),
    alert({ name: 'kind', pace, userId: '1' }),
    alert({ name: 'muted', pace, userId: '2' }),
    alert({ name: 'last', pace }),
  ]
  for (const one of [rude, ...rest]) if (one) queue.push(one)
  queue.retract({ ids: ['tip:1'], userIds: ['2'] })
  await clock.advance(60_000)
  assert.deepEqual(
    [drawn.slice(0, 3), shown()],
    [
      ['0 show rude', '0 clear', '0 show kind'],
      ['rude', 'kind', 'last'],
    ],
  )
})

test('pictures that come after their alert reach it where it is, shown, waiting or merged', async () => {
  const { clock, drawn, queue, seen } = createStage()
  const ana = alert({ name: 'Ana' })
  const rose = gift('Ben', 1)
  queue.push(ana)
  queue.push(rose)
  queue.picture({ id: ana.id, avatar: '/blobs/a.png' })
  queue.picture({ id: rose.id, gift: '/blobs/rose.png' })
  queue.picture({ id: 'nobody', avatar: '/blobs/b.png' })
  queue.push(gift('Ben', 2))
  await clock.advance(60_000)
  assert.deepEqual(
    [drawn.slice(0, 2), seen.map(({ name, avatar, gift }) => [name, avatar ?? gift])],
    [
      ['0 show Ana', '0 picture Ana'],
      [
        ['Ana', undefined],
        ['Ana', '/blobs/a.png'],
        ['Ben', '/blobs/rose.png'],
      ],
    ],
  )
})
