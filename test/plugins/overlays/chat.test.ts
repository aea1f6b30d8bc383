import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createChat } from '../../../plugins/overlays/chat.ts'
import { readSettings } from '../../../plugins/overlays/settings.ts'
import { settlingOf } from '../../support/settling.ts'
import { eventOf, viewer } from './events.ts'

const settle = await settlingOf('overlays')

async function chatOf(...messages: readonly string[]) {
  return Promise.all(messages.map((message) => eventOf('chat', { user: viewer('Luna'), payload: { message } })))
}

const textsOf = (chat: ReturnType<typeof createChat>) => chat.view().lines.map(({ text }) => text)

test('the chat keeps its last lines, each once', async () => {
  const chat = createChat(readSettings(settle({ chatLines: 2 })))
  const events = await chatOf('one', 'two', 'three')
  const shown = [...events, ...events.slice(2)].map((event) => chat.add(event))
  assert.deepEqual(
    [shown, textsOf(chat)],
    [
      [true, true, true, false],
      ['two', 'three'],
    ],
  )
})

test('a line that is taken back goes, and one that comes after it was taken back does not come', async () => {
  const chat = createChat(readSettings(settle()))
  const [bad, good, late] = await chatOf('bad', 'good', 'late')
  assert.ok(bad && good && late)
  chat.add(bad)
  chat.add(good)
  chat.delete({ ids: [bad.eventId, late.eventId] })
  assert.deepEqual([chat.add(late), textsOf(chat)], [false, ['good']])
})

test('what somebody said up to the moment they were taken back goes, and what they say later comes', async () => {
  const chat = createChat(readSettings(settle()))
  const [before, pending, later] = await chatOf('before', 'pending', 'later')
  assert.ok(before && pending && later)
  chat.add(before)
  chat.delete({ seqNo: later.seqNo, userIds: ['Luna'] })
  assert.deepEqual([chat.add(pending), chat.add(later), textsOf(chat)], [false, true, ['later']])
})

test('commands are left out unless they are wanted', async () => {
  const events = await chatOf('!drop 5', ' /me waves', 'wow!', '!', '/')
  const [without, all] = [createChat(readSettings(settle())), createChat(readSettings(settle({ chatCommands: true })))]
  for (const event of events) {
    without.add(event)
    all.add(event)
  }
  assert.deepEqual([textsOf(without), textsOf(all).length], [['wow!', '!', '/'], 5])
})

test('a line has the name as it is shown, badges, and words that end somewhere; no sign is cut in two', async () => {
  const chat = createChat(readSettings(settle()))
  const user = viewer('x', { displayName: '  ', safeName: 'Mira', isModerator: true, isFriend: true })
  chat.add(await eventOf('chat', { user, payload: { message: '👀'.repeat(5000) } }))
  const [line] = chat.view().lines
  assert.ok(line)
  assert.deepEqual([line.name, line.badges, [...line.text].length, line.text.endsWith('👀…')], ['Mira', ['moderator', 'friend'], 200, true])
})

test('nothing but what the page draws is sent: no id of a viewer, no address of a picture elsewhere', async () => {
  const chat = createChat(readSettings(settle()))
  chat.add(await eventOf('chat', { user: viewer('secret-id', { displayName: 'Luna', avatarUrl: 'https://p16.tiktokcdn.com/a' }) }))
  const told = JSON.stringify(chat.view(() => '/blobs/a.png'))
  assert.equal(/secret-id|tiktokcdn/.test(told), false)
  assert.match(told, /"picture":"\/blobs\/a.png"/)
})

test('of somebody who is taken back by hand all goes, the newest line too, and what is said after that comes', async () => {
  const chat = createChat(readSettings(settle()))
  const [first, second, later] = await chatOf('first', 'second', 'later')
  const other = await eventOf('chat', { user: viewer('Ben'), payload: { message: 'other' } })
  assert.ok(first && second && later)
  for (const event of [second, first]) chat.add(event)
  chat.delete({ userIds: ['Luna'] })
  assert.deepEqual([textsOf(chat), chat.add(later), chat.add(other), textsOf(chat)], [[], true, true, ['later', 'other']])
  chat.clear()
  assert.deepEqual([textsOf(chat), chat.view().seconds], [[], 30])
})
