import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createGame } from '../../../plugins/luanti/game.ts'
import type { Message } from '../../../plugins/luanti/message.ts'
import { readSettings } from '../../../plugins/luanti/settings.ts'
import { moderating } from '../../support/moderating.ts'
import { createRecordingHost, delivery, fixture } from '../../support/recording-host.ts'
import { settlingOf } from '../../support/settling.ts'

const settle = await settlingOf('luanti')

test('the mod is told no name or words that moderation hides, and all that was given', async () => {
  const { host } = createRecordingHost()
  const live = new AbortController()
  const rules = [
    { event: 'tip', effect: 'say', text: '{user} gave {amount}: {message}' },
    { event: 'tip', effect: 'give', item: 'default:apple' },
  ]
  const game = createGame({ ...host, actions: moderating, signal: live.signal }, readSettings(settle({ rules })))
  const poll = async (answers: object) => {
    const answer = await game.answer(new Request('http://localhost/poll', { method: 'POST', body: JSON.stringify(answers) }))
    const { messages } = (await answer.json()) as { readonly messages: readonly Message[] }
    return messages
  }
  const tip = await fixture('tip')
  const { user } = await fixture('gift')
  assert.ok(user)
  const taken = game.take(
    { ...tip, user: { ...user, safeName: 'a slur' }, payload: { ...tip.payload, message: 'such a slur' } },
    delivery(),
  )
  const first = await poll({})
  const second = await poll({ ok: first.map(({ id }) => id) })
  void poll({ ok: second.map(({ id }) => id) })
  await taken
  live.abort()
  const told = [...first, ...second]
  assert.deepEqual(
    told.map(({ text, user }) => [text, user]),
    [
      ['*** gave 12.50 EUR: ', '***'],
      ['', '***'],
    ],
  )
})
