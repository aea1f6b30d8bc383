import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { EventType } from '#sdk'
import type { ToldEvent } from '#sdk/game-message'
import type { Receipt } from '#sdk/receipts'
import { createServer } from '../../../plugins/fivem/server.ts'
import { readSettings } from '../../../plugins/fivem/settings.ts'
import { startFivem } from '../../stand-ins/fivem/server.ts'
import { moderating } from '../../support/moderating.ts'
import { createRecordingHost, delivery, fixture } from '../../support/recording-host.ts'
import { settlingOf } from '../../support/settling.ts'

const TOKEN = 'a-token-of-the-tests'
const settle = await settlingOf('fivem')
const game = await startFivem({ after }, { token: TOKEN })

/** The plugin without its sandbox; test/world/fivem.test.ts has it in one. */
function started(settings: Readonly<Record<string, unknown>>, token = TOKEN) {
  const { host, lines, published } = createRecordingHost()
  const server = createServer({
    host: { ...host, actions: moderating },
    settings: readSettings(settle({ tells: ['gift', 'follow', 'chat'], ...settings })),
    token,
  })
  const tell = async (type: EventType & ToldEvent['eventType'], payload: Readonly<Record<string, unknown>> = {}, more: object = {}) => {
    const event = await fixture(type)
    // The fixture's own fields with some others.
    return server.tell(
      { ...event, ...more, payload: { ...event.payload, ...payload } } as ToldEvent,
      delivery({ idempotencyKey: `${event.eventType}:${Object(more).eventId ?? 1}` }),
    )
  }
  // What core/kit/receipts publishes, the newest last.
  const receipts = () => published.flatMap(({ data }) => data as readonly Receipt[])
  return { server, tell, lines, receipts }
}

const statusOf = async (body: string, headers: Readonly<Record<string, string>> = { AUTHORIZATION: `Bearer ${TOKEN}` }) =>
  (await fetch(`http://${game.address}/showrunner/event`, { method: 'POST', body, headers })).status

test('S0-072: a gift is an event on the FiveM server, and so is the command of a rule', async () => {
  const rules = [{ event: 'gift', gift: 'Galaxy', command: 'spawn', seconds: 5 }]
  const { tell, receipts } = started({ address: `http://${game.address}/`, rules })
  await tell('gift', { giftName: 'Galaxy', giftCount: 3, diamondCount: 1000 })
  const [, gift, , command] = game.emitted.splice(0)
  assert.deepEqual([gift?.name, command?.name], ['showrunner:gift', 'showrunner:command'])
  const timestamp = Date.parse('2026-11-20T19:20:10.250Z')
  assert.deepEqual(gift?.data, { user: 'Mira', giftName: 'Galaxy', giftId: 5655, repeatCount: 3, cost: 1000, timestamp })
  assert.deepEqual(command?.data, { command: 'spawn', user: 'Mira', seconds: 5 })
  assert.deepEqual(
    receipts().map(({ what, state }) => [what, state]),
    ['sent', 'ok'].map((state) => ['gift Galaxy × 3, command spawn', state]),
  )
})

test('the server is told no name or words that moderation hides, and all that was given', async () => {
  const { tell } = started({ address: game.address, tells: ['gift', 'tip'], rules: [{ event: 'gift', command: 'spawn' }] })
  const { user } = await fixture('gift')
  await tell('gift', { giftName: 'Galaxy' }, { user: { ...user, safeName: 'a slur' }, eventId: 'slur' })
  await tell('tip', { message: 'such a slur' })
  const told = game.emitted.splice(0).filter(({ name }) => name !== 'showrunner:event')
  assert.deepEqual(
    told.map(({ name, data }) => [name, Object.values(Object(data)).slice(0, 2)]),
    [
      ['showrunner:gift', ['***', 'Galaxy']],
      ['showrunner:command', ['spawn', '***']],
      ['showrunner:tip', ['Petra', 1250]],
    ],
  )
  assert.equal(Object(told.at(-1)?.data).message, '')
})

test('the resource takes nothing without the token, nor what is no message, and what comes twice once', async () => {
  const told = JSON.stringify({ id: 'twice', messages: [{ type: 'tiktok_follow', data: { user: 'Mira' } }] })
  const strangers = [{}, { authorization: 'Bearer another' }, { authorization: TOKEN }, { authorization: 'Bearer ' }]
  assert.deepEqual(await Promise.all(strangers.map((headers) => statusOf(told, headers))), [401, 401, 401, 401])
  const wrong = ['{', '7', '{"id":1}', '{"id":"a","messages":[{"type":"a b","data":{}}]}', `{"id":"${'a'.repeat(70_000)}","messages":[]}`]
  assert.deepEqual(await Promise.all(wrong.map((body) => statusOf(body))), [400, 400, 400, 400, 400])
  assert.deepEqual([await statusOf(told), await statusOf(told)], [200, 200])
  assert.deepEqual(
    game.emitted.splice(0).map(({ name }) => name),
    ['showrunner:event', 'showrunner:follow'],
  )
})

test('without a token in server.cfg the resource takes nothing at all', async (t) => {
  const open = await startFivem(t, { token: '' })
  const { tell } = started({ address: open.address }, '')
  await assert.rejects(tell('gift'), { name: 'AuthError' })
  assert.match(open.said[0] ?? '', /set showrunner_token/)
})

test('a wrong token is told as such, and not tried again', async () => {
  const { tell } = started({ address: game.address }, 'another')
  await assert.rejects(tell('follow'), { name: 'AuthError', message: /^The game at \S+ answered 401; look at its key in the settings$/ })
})

test('without a game a gift is tried again, a chat is not', async () => {
  const { server, tell } = started({ address: '127.0.0.1:1' })
  await assert.rejects(tell('gift'), { name: 'RetryError', message: /There was no connection/ })
  await tell('chat')
  assert.equal(server.state().state, 'failing')
})

test('a server on which the resource does not run yet is asked again later', async () => {
  const { tell } = started({ address: game.address, resource: 'other' })
  await assert.rejects(tell('gift'), { name: 'RetryError', message: /start what listens there/ })
})

test('a dry run only says what the game would be told, and what the settings leave out is not told', async () => {
  const { tell, lines, receipts } = started({ address: game.address, dryRun: true })
  await tell('gift')
  await tell('like')
  assert.deepEqual([lines.map(({ fields }) => fields), game.emitted], [[{ what: 'gift Rose × 10' }], []])
  assert.deepEqual(
    receipts().map(({ state, dryRun }) => [state, dryRun]),
    [['ok', true]],
  )
})
