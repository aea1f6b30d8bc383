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
