import assert from 'node:assert/strict'
import { test } from 'node:test'
import { creditsOf } from '../../../plugins/overlays/credits.ts'
import { leaderboardOf } from '../../../plugins/overlays/leaderboard.ts'
import { readSettings } from '../../../plugins/overlays/settings.ts'
import { createTally, type Tally } from '../../../plugins/overlays/tally.ts'
import { settlingOf } from '../../support/settling.ts'
import { eventOf, viewer } from './events.ts'

const settle = await settlingOf('overlays')

const ALL = readSettings(settle({ boards: ['gifters', 'tippers', 'likers'], boardRows: 3 }))

/** Name and amount of each row, by board. */
function rowsOf(tally: Tally, settings = ALL) {
  const { boards } = leaderboardOf(tally.people(), settings)
  return boards.map(({ rows }) => rows.map(({ name, amount, currency }) => [name, amount, ...(currency ? [currency] : [])].join(' ')))
}

const gift = async (name: string, coins: number) =>
  eventOf('gift', { user: viewer(name), payload: { giftId: '1', giftName: 'Rose', giftCount: 1, coins } })
const tip = async (name: string, amountCents: number, currency: string) =>
  eventOf('tip', { user: viewer(name), value: { amountCents, currency }, payload: { tipperName: name } })

test('who gave most comes first, with what they gave in all', async () => {
  const tally = createTally()
  for (const [name, coins] of [
    ['Ana', 5],
    ['Ben', 30],
    ['Ana', 40],
    ['Cleo', 1],
    ['Dan', 2],
  ] as const)
    tally.count(await gift(name, coins))
  assert.deepEqual(rowsOf(tally)[0], ['Ana 45', 'Ben 30', 'Dan 2'])
})

test('one is a coin or a like, more are coins and likes, and money has no such word', async () => {
  const tally = createTally()
  for (const [name, coins] of [
    ['Ana', 1],
    ['Ben', 2],
  ] as const)
    tally.count(await gift(name, coins))
  tally.count(await tip('Ana', 100, 'EUR'))
  const unitsIn = (language: string) =>
    leaderboardOf(tally.people(), readSettings(settle({ language, boards: ['gifters', 'tippers'] }))).boards.map(({ rows }) =>
      rows.map(({ unit }) => unit),
    )
  assert.deepEqual(unitsIn('en'), [['coins', 'coin'], [undefined]])
  assert.deepEqual(unitsIn('es'), [['monedas', 'moneda'], [undefined]])
})

test('a tip that was taken back is off the boards and out of the thanks, whichever of both is told first, and not twice', async () => {
  const tally = createTally()
  const tips = [await tip('Ana', 300, 'EUR'), await tip('Ana', 200, 'EUR'), await tip('Ben', 900, 'EUR')]
  const numbers = tips.map(({ seqNo }) => seqNo)
  const names = () => creditsOf(tally.people(), ALL).sections.flatMap((section) => section.names)
  assert.equal(tally.takeBack(numbers[2] ?? 0), false)
  for (const one of tips) tally.count(one)
  assert.deepEqual([rowsOf(tally)[1], names()], [['Ana 500 EUR'], ['Ana']])
  assert.deepEqual([tally.takeBack(numbers[0] ?? 0), tally.takeBack(numbers[0] ?? 0)], [true, false])
  assert.deepEqual([rowsOf(tally)[1], names()], [['Ana 200 EUR'], ['Ana']])
  tally.reset()
  tally.takeBack(numbers[1] ?? 0)
  assert.deepEqual([rowsOf(tally)[1], names()], [[], []])
})

test('an event that is delivered twice counts once, and so does one that the log was read up to', async () => {
  const tally = createTally()
  const [first, second] = [await gift('Ana', 5), await gift('Ana', 7)]
  tally.mark('gift', first.seqNo)
  assert.deepEqual(
    [first, second, second].map((event) => tally.count(event)),
    [false, true, false],
  )
  assert.deepEqual(rowsOf(tally)[0], ['Ana 7'])
})

test('an event without a number, from when the disk was full, counts', async () => {
  const tally = createTally()
  tally.mark('gift', 1000)
  assert.equal(tally.count({ ...(await gift('Ana', 5)), seqNo: 0 }), true)
})

test('money of several currencies is never compared: that of most people comes first', async () => {
  const tally = createTally()
  for (const [name, cents, currency] of [
    ['Ana', 90_000, 'COP'],
    ['Ben', 500, 'EUR'],
    ['Cleo', 700, 'EUR'],
    ['Ana', 100, 'EUR'],
  ] as const)
    tally.count(await tip(name, cents, currency))
  const { boards } = leaderboardOf(tally.people(), readSettings(settle({ boards: ['tippers'], boardRows: 10 })))
  assert.deepEqual(
    boards[0]?.rows.map(({ name, amount, currency }) => `${name} ${amount} ${currency}`),
    ['Cleo 700 EUR', 'Ben 500 EUR', 'Ana 100 EUR', 'Ana 90000 COP'],
  )
})

test('a reset empties the boards from that moment on, and takes nobody out of the thanks', async () => {
  const tally = createTally()
  const old = await gift('Ana', 5)
  tally.count(old)
  const resetAt = tally.reset()
  tally.count(await gift('Ben', 2))
  assert.deepEqual(rowsOf(tally)[0], ['Ben 2'])
  const names = (one: Tally) => creditsOf(one.people(), ALL).sections.map(({ thanks, names }) => `${thanks} ${names.join()}`)
  assert.deepEqual(names(tally), ['gifter Ben,Ana'])
  const after = createTally()
  after.leaveOut(resetAt)
  after.count(old)
  assert.deepEqual([rowsOf(after)[0], names(after)], [[], ['gifter Ana']])
})

test('the thanks name everybody in the section of what they did, and say how many more there are', async () => {
  const tally = createTally()
  tally.count(await eventOf('follow', { user: viewer('Ana') }))
  tally.count(await eventOf('subscribe', { user: viewer('Ana') }))
  tally.count(await eventOf('share', { user: viewer('Ben') }))
  tally.moderator(viewer('Cleo'))
  tally.count(await tip('Dan', 500, 'EUR'))
  for (let number = 0; number < 152; number++) tally.count(await gift(`gifter ${number}`, 1000 - number))
  const { sections, title } = creditsOf(tally.people(), readSettings(settle({ language: 'es' })))
  assert.deepEqual(
    sections.map(({ thanks, names, more }) => [thanks, names[0], names.length, more]),
    [
      ['tipper', 'Dan', 1, 0],
      ['gifter', 'gifter 0', 150, 2],
      ['subscriber', 'Ana', 1, 0],
      ['follower', 'Ana', 1, 0],
      ['sharer', 'Ben', 1, 0],
      ['moderator', 'Cleo', 1, 0],
    ],
  )
  assert.equal(title, 'Gracias por estar aquí')
})

test('likes are what the platform says in all, and new followers are people', async () => {
  const tally = createTally()
  const like = async (likeCount: number, totalLikeCount?: number) =>
    tally.count(
      await eventOf('like', { user: viewer('Ana'), payload: { likeCount, ...(totalLikeCount !== undefined && { totalLikeCount }) } }),
    )
  await like(5)
  await like(10, 4000)
  await like(7)
  for (const name of ['Ana', 'Ana', 'Ben']) tally.count(await eventOf('follow', { user: viewer(name) }))
  assert.deepEqual([tally.likes(), tally.followers(), rowsOf(tally)[2]], [4007, 2, ['Ana 22']])
})

test('a flood of people leaves those who gave, and no more than there is room for', async () => {
  const tally = createTally()
  tally.count(await tip('Petra', 500, 'EUR'))
  tally.count(await gift('Ana', 5000))
  const like = await eventOf('like')
  for (let number = 0; number < 12_000; number++)
    tally.count({ ...like, eventId: `flood:${number}`, seqNo: 0, user: viewer(`liker ${number}`), payload: { likeCount: 1 } })
  const people = [...tally.people()]
  assert.ok(people.length <= 10_000, String(people.length))
  assert.deepEqual(rowsOf(tally).slice(0, 2), [['Ana 5000'], ['Petra 500 EUR']])
})

test('a tipper whose only tip was taken back, and a liker of nothing, stand on no board; one coin, cent or like is enough', async () => {
  const tally = createTally()
  const tips = [await tip('Ana', 300, 'EUR'), await tip('Ben', 1, 'EUR')]
  for (const one of tips) tally.count(one)
  tally.takeBack(tips[0]?.seqNo ?? 0)
  tally.count(await gift('Cleo', 1))
  tally.count(await gift('Dan', 0))
  tally.count(await eventOf('like', { user: viewer('Eva'), payload: { likeCount: 1 } }))
  assert.deepEqual(rowsOf(tally), [['Cleo 1'], ['Ben 1 EUR'], ['Eva 1']])
})

test('who gave as much as somebody before does not push that one down, nor off the board', async () => {
  const tally = createTally()
  for (const name of ['Ana', 'Ben', 'Cleo', 'Dan']) tally.count(await gift(name, 5))
  tally.count(await gift('Eva', 6))
  assert.deepEqual(rowsOf(tally)[0], ['Eva 6', 'Ana 5', 'Ben 5'])
})

test('a row has a picture where there is one, and an id of its own in each currency', async () => {
  const tally = createTally()
  tally.count(await gift('Ana', 5))
  for (const currency of ['EUR', 'USD']) tally.count(await tip('Ana', 100, currency))
  const { boards } = leaderboardOf(tally.people(), ALL, () => '/blobs/ana')
  assert.deepEqual(
    boards.map(({ board, rows }) => [board, rows.map(({ id, picture }) => `${id} ${picture}`)]),
    [
      ['gifters', ['Ana /blobs/ana']],
      ['tippers', ['Ana EUR /blobs/ana', 'Ana USD /blobs/ana']],
      ['likers', []],
    ],
  )
  assert.equal('picture' in (leaderboardOf(tally.people(), ALL).boards[0]?.rows[0] ?? {}), false)
})

test('who takes another name or picture is shown by the newest, and the log, which is read backwards, changes neither', async () => {
  const tally = createTally()
  const given = async (displayName: string, avatarUrl?: string) =>
    eventOf('gift', {
      user: viewer('7', { displayName, ...(avatarUrl && { avatarUrl }) }),
      payload: { giftId: '1', giftName: 'Rose', giftCount: 1, coins: 1 },
    })
  const [oldest, old, now, newest] = [await given('Oldest', 'a'), await given('Old', 'b'), await given('Now'), await given('Newest')]
  const shown = () => [...tally.people()].map(({ name, avatarUrl, coins }) => [name, avatarUrl, coins])
  tally.countEarlier([now, old, oldest])
  assert.deepEqual(shown(), [['Now', 'b', 3]])
  tally.count(newest)
  assert.deepEqual(shown(), [['Newest', 'b', 4]])
})
