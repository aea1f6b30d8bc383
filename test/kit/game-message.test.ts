import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { createCommands } from '#sdk/game-commands'
import { entryId, entryText } from '#sdk/game-entry'
import { isKept, messageOf, type Told } from '#sdk/game-message'
import { rehearse } from '#sdk/test'
import { createFolder } from '../support/folder.ts'
import { fixture } from '../support/recording-host.ts'

const TOLD = ['chat', 'gift', 'follow', 'share', 'like', 'viewerCount', 'subscribe', 'tip'] as const satisfies readonly Told[]

test('S0-075: every game is told the same message: type, data, timestamp, priority', async () => {
  for (const type of TOLD) {
    const message = messageOf(await fixture(type))
    assert.deepEqual(Object.keys(message), ['type', 'data', 'timestamp', 'priority'])
    assert.equal(message.type, type === 'tip' ? 'tip' : `tiktok_${type}`)
    assert.equal(message.data.timestamp, message.timestamp)
  }
})

test('S0-076, S0-091: a gift is user, giftName, giftId, repeatCount, cost and timestamp, and has a priority', async () => {
  const gift = await fixture('gift')
  const timestamp = Date.parse(gift.timestamp)
  assert.deepEqual(messageOf({ ...gift, payload: { ...gift.payload, giftCount: 1, coins: 1 } }), {
    type: 'tiktok_gift',
    data: { user: 'Mira', giftName: 'Rose', giftId: 5655, repeatCount: 1, cost: 1, timestamp },
    timestamp,
    priority: 100,
  })
})

test('an id that a number would change stays a text', async () => {
  const gift = await fixture('gift')
  const idOf = (giftId: string) => messageOf({ ...gift, payload: { ...gift.payload, giftId } }).data.giftId
  assert.deepEqual([idOf('5655'), idOf('7574210098765432101'), idOf('05')], [5655, '7574210098765432101', '05'])
})

test('gifts and the like are kept for a game that is away, what is old news soon is not', () =>
  assert.deepEqual(
    TOLD.filter((eventType) => isKept({ eventType })),
    ['gift', 'follow', 'share', 'subscribe', 'tip'],
  ))

test('a rule has the game do something, with the name of who did it', async () => {
  const commands = createCommands([{ event: 'gift', gift: 'rose', command: 'confetti', seconds: 3 }], () => 7)
  assert.deepEqual(commands(await fixture('gift')), [
    { type: 'command', data: { command: 'confetti', user: 'Mira', seconds: 3 }, timestamp: 7, priority: 100 },
  ])
  assert.deepEqual(commands(await fixture('follow')), [])
})

test('a long name is cut where a message has little room, and what is still too long is refused for good', async () => {
  const chat = await fixture('chat')
  const message = messageOf({ ...chat, payload: { ...chat.payload, message: '🎉'.repeat(300) } })
  const text = entryText(entryId(chat, 0), { message, maxBytes: 360 })
  assert.ok(Buffer.byteLength(text) <= 360)
  assert.equal(JSON.parse(text).data.message, '🎉'.repeat(40))
  assert.throws(() => entryText('a', { message, maxBytes: 60 }), { name: 'PermanentError' })
})

test('the id of a message is the same for every try of its event, and another for the next message', async () => {
  const gift = await fixture('gift')
  assert.deepEqual([entryId(gift, 0) === entryId({ ...gift }, 0), entryId(gift, 0) === entryId(gift, 1)], [true, false])
})

test('S0-073, S0-089, S0-090: a service for another game is a folder of two files, and an event of a new type is `custom` with a name', async (t) => {
  const folder = join(createFolder(), 'other-game')
  await mkdir(folder)
  const subscriptions = [{ event: 'gift' }, { event: 'custom' }]
  await writeFile(
    join(folder, 'plugin.manifest.json'),
    JSON.stringify({ id: 'other-game', name: 'Other game', version: '1.0.0', subscriptions }),
  )
  await writeFile(
    join(folder, 'plugin.ts'),
    `import type { Plugin } from '#sdk'
     import { messageOf } from '#sdk/game-message'
     export default {
       on: {
         gift: (event, host) => host.publish('effect', messageOf(event)),
         custom: ({ payload }, host) => host.publish(payload.name, payload.data),
       },
     } satisfies Plugin`,
  )
  const plugin = await rehearse(folder)
  t.after(plugin.stop)
  assert.deepEqual((await plugin.send('gift')).published, [{ topic: 'effect', data: messageOf(await fixture('gift')) }])
  const { published } = await plugin.send('custom', { name: 'wheel-spun', data: { prize: 'a song' } })
  assert.deepEqual(published, [{ topic: 'wheel-spun', data: { prize: 'a song' } }])
})
