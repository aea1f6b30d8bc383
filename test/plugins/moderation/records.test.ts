import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRecords } from '../../../plugins/moderation/records.ts'
import { createRecordingHost } from '../../support/recording-host.ts'

const chat = (userId: string, text = 'x') => ({
  eventId: `e:${userId}`,
  user: { userId, uniqueId: 'u', displayName: 'U', safeName: 'U' },
  text,
  at: '2026-01-01T00:00:00.000Z',
})

/** Turns of the event loop in which the writes that nobody waits for end. */
const written = async () => {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve()
}

test('what moderation knows is there after a restart', async () => {
  const { host, published } = createRecordingHost({ id: 'moderation' })
  const first = createRecords()
  await first.open(host)
  const { id } = first.note(host, { what: 'held', why: 'A link', chat: chat('1') })
  await first.held.add(host.kv, { ...chat('1'), id, why: 'A link' })
  await first.mutes.add(host.kv, { userId: '2', until: 'forever' })
  await first.words.add(host.kv, 'block', 'melon')
  await written()
  const second = createRecords()
  await second.open(host)
  assert.deepEqual(
    [
      second.diary.list(10).map((entry) => entry.id),
      second.held.list().length,
      second.mutes.has('2'),
      second.words.read(),
      published.at(-1),
    ],
    [['m1'], 1, true, { block: ['melon'], allow: [] }, { topic: 'state', data: { held: 1, entries: 1, muted: 1 }, retain: true }],
  )
})

test('the log keeps 500 entries in pages of less than 64 KiB, and goes on with their numbers', async () => {
  const { host, kept } = createRecordingHost({ id: 'moderation' })
  const first = createRecords()
  await first.open(host)
  for (let at = 0; at < 1011; at++) {
    const long = { userId: 'i'.repeat(30), uniqueId: '😀'.repeat(60), displayName: '😀'.repeat(60), safeName: '😀'.repeat(60) }
    first.note(host, { what: at % 2 ? 'hidden' : 'held', why: 'A strong word', chat: { ...chat('1', '😀'.repeat(300)), user: long } })
  }
  await written()
  const second = createRecords()
  await second.open(host)
  const pages = [...kept].filter(([key]) => key.startsWith('log:'))
  const largest = Math.max(...pages.map(([, page]) => Buffer.byteLength(JSON.stringify(page))))
  assert.ok(largest < 64 * 1024, `${largest} bytes`)
  assert.deepEqual(
    [pages.length, second.diary.list(1000).length, second.diary.list(1)[0]?.id, second.diary.last()],
    [25, 491, 'm1011', 1011],
  )
})

test('what a viewer says again and again is one entry with a number, and each other text one of its own', async () => {
  const { host } = createRecordingHost({ id: 'moderation' })
  const records = createRecords()
  const said = [chat('1'), chat('1'), chat('1'), chat('2'), chat('2', 'y')]
  for (const each of said) records.note(host, { what: 'hidden', why: 'Too many messages', chat: each })
  assert.deepEqual(
    records.diary.list(10).map((entry) => [entry.chat?.text, entry.times]),
    [
      ['y', undefined],
      ['x', undefined],
      ['x', 3],
    ],
  )
})

test('a mute is still for its live after a restart', async () => {
  const { host } = createRecordingHost({ id: 'moderation' })
  const live = { streamId: 'tiktok:luna', sessionId: 'session-1' }
  await createRecords().mutes.add(host.kv, { userId: '7', until: 'live', live })
  const { mutes } = createRecords()
  await mutes.open(host.kv)
  await mutes.reach(host.kv, { ...live, source: 'live' })
  const goesOn = mutes.has('7')
  await mutes.reach(host.kv, { ...live, sessionId: 'session-2', source: 'live' })
  assert.deepEqual([goesOn, mutes.has('7')], [true, false])
})

test('300 viewers are muted at most, and those for one live go first, however long their names are', async () => {
  const { host, kept } = createRecordingHost({ id: 'moderation' })
  const { mutes } = createRecords()
  const more = { name: '名'.repeat(60), live: { streamId: `tiktok:${'s'.repeat(24)}`, sessionId: 'session-10000' } }
  await mutes.add(host.kv, { userId: 'a', until: 'forever' })
  await mutes.add(host.kv, { userId: 'b', until: 'live' })
  for (let at = 0; at < 299; at++) await mutes.add(host.kv, { userId: `${at}`.padStart(19, '0'), until: 'forever', ...more })
  const before = [mutes.has('a'), mutes.has('b'), mutes.list().length]
  await mutes.add(host.kv, { userId: 'c', until: 'forever' })
  const again = createRecords().mutes
  await again.open(host.kv)
  const largest = Math.max(...[...kept.values()].map((value) => Buffer.byteLength(JSON.stringify(value))))
  assert.ok(largest < 64 * 1024, `${largest} bytes`)
  assert.deepEqual([before, mutes.has('a'), mutes.list().length, again.list()], [[true, false, 300], false, 300, mutes.list()])
})
