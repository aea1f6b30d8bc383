import assert from 'node:assert/strict'
import test from 'node:test'
import { viewer } from '../../../scripts/fake-tiktok/messages.ts'
import { followFake, ofType } from './followed.ts'

test('source connects through the real connector and opens a session for the room', async (t) => {
  const followed = await followFake(t)
  followed.source.start()
  await followed.untilState('connected')
  assert.deepEqual(followed.sessions, [
    { streamId: 'tiktok:somebody', roomId: '7300000000000000001', name: 'Some Body', title: 'A fake live', source: 'live' },
  ])
  assert.deepEqual(followed.said, ['Looking for the live of @somebody', 'Connected to @somebody, room 7300000000000000001'])
})

test('chats keep their order when zipped and plain frames alternate', async (t) => {
  const { source, fake, untilState, untilDrafts, drafts } = await followFake(t)
  source.start()
  await untilState('connected')
  for (let n = 0; n < 200; n++) fake.push([fake.messages.chat(viewer(n), `line ${n}`)], { gzip: n % 2 === 0 })
  await untilDrafts('chat', 200)
  assert.deepEqual(
    ofType(drafts, 'chat').map(({ payload }) => payload.message),
    Array.from({ length: 200 }, (_, n) => `line ${n}`),
  )
})

test('history that the sign server hands out comes first, marked, with the types that have no schema', async (t) => {
  const { source, fake, untilState, untilDrafts, drafts } = await followFake(t)
  fake.history([fake.messages.chat(viewer(1), 'long ago'), fake.messages.unknown()])
  source.start()
  await untilState('connected')
  fake.push([fake.messages.chat(viewer(1), 'now')])
  await untilDrafts('chat', 2)
  assert.deepEqual(
    drafts.map(({ eventType, source: from }) => [eventType, from]),
    [
      ['connected', undefined],
      ['chat', 'history'],
      ['raw', 'history'],
      ['chat', 'live'],
    ],
  )
})

test('a frame that comes with the upgrade itself is not lost', async (t) => {
  const { source, fake, untilDrafts, drafts } = await followFake(t)
  fake.greet([fake.messages.chat(viewer(1), 'welcome')])
  source.start()
  await untilDrafts('chat', 1)
  assert.deepEqual(
    drafts.map(({ eventType }) => eventType),
    ['connected', 'chat'],
  )
})

test('each frame that asks for it is acknowledged once', async (t) => {
  const { source, fake, untilState, until } = await followFake(t)
  source.start()
  await untilState('connected')
  for (const logId of ['11', '12', '13']) fake.push([fake.messages.chat(viewer(1), 'x')], { logId, internalExt: 'x' })
  await fake.until(() => fake.seen.acks.includes('13'))
  await source.stop()
  await until(() => source.status().state === 'ended')
  await fake.until(() => fake.sockets() === 0)
  assert.deepEqual(fake.seen.acks, ['11', '12', '13'])
})

test('a session id goes to TikTok as a cookie, and never to the sign server', async (t) => {
  const { source, fake, untilState } = await followFake(t, { sessionId: 'secret-session' })
  source.start()
  await untilState('connected')
  const told = fake.seen.requests.filter(({ headers }) => JSON.stringify(headers).includes('secret-session')).map(({ path }) => path)
  assert.deepEqual(told, ['/@somebody/live', '/webcast/room/info/'])
})
