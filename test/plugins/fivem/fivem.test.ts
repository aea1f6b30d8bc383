import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { rehearse } from '#sdk/test'
import { startFivem } from '../../stand-ins/fivem/server.ts'

const FOLDER = fileURLToPath(new URL('../../../plugins/fivem', import.meta.url))
const TOKEN = 'a-token-of-the-tests'

const game = await startFivem({ after }, { token: TOKEN })
const plugin = await rehearse(FOLDER, {
  settings: {
    address: `http://${game.address}/`,
    token: TOKEN,
    rules: [{ event: 'gift', gift: 'Galaxy', command: 'spawn', seconds: 5 }],
  },
  grants: { net: [game.address] },
  clock: 'real',
})
after(plugin.stop)

const post = (body: string, headers: Readonly<Record<string, string>>) =>
  fetch(`http://${game.address}/showrunner/event`, { method: 'POST', body, headers })
const statusOf = async (body: string, headers: Readonly<Record<string, string>> = { AUTHORIZATION: `Bearer ${TOKEN}` }) =>
  (await post(body, headers)).status

test('S0-072: a gift is an event on the FiveM server, and so is the command of a rule', async () => {
  const { error, published } = await plugin.send('gift', { giftName: 'Galaxy', giftCount: 3, diamondCount: 1000 })
  const [, gift, , command] = game.emitted.splice(0)
  assert.deepEqual([error, gift?.name, command?.name], [undefined, 'showrunner:gift', 'showrunner:command'])
  const timestamp = Date.parse('2026-11-20T19:20:10.250Z')
  assert.deepEqual(gift?.data, { user: 'Mira', giftName: 'Galaxy', giftId: 5655, repeatCount: 3, cost: 1000, timestamp })
  assert.deepEqual(command?.data, { command: 'spawn', user: 'Mira', seconds: 5 })
  const states = published.flatMap(({ data }) =>
    (data as readonly { what: string; state: string }[]).map(({ what, state }) => [what, state]),
  )
  assert.deepEqual(states, [
    ['tiktok_gift, command spawn', 'sent'],
    ['tiktok_gift, command spawn', 'ok'],
  ])
})

test('the resource takes nothing without the token, nor what is no message, and what comes twice once', async () => {
  const told = JSON.stringify({ id: 'twice', messages: [{ type: 'tiktok_follow', data: { user: 'Mira' } }] })
  assert.deepEqual(
    [await statusOf(told, {}), await statusOf(told, { authorization: 'Bearer another' }), await statusOf(told, { authorization: TOKEN })],
    [401, 401, 401],
  )
  assert.deepEqual(
    [await statusOf('{'), await statusOf('{"id":1}'), await statusOf('{"id":"a","messages":[{"type":"a b"}]}')],
    [400, 400, 400],
  )
  assert.deepEqual([await statusOf(told), await statusOf(told)], [200, 200])
  assert.deepEqual(
    game.emitted.splice(0).map(({ name }) => name),
    ['showrunner:event', 'showrunner:follow'],
  )
})

test('a wrong token is told as such, and not tried again', async (t) => {
  const other = await startFivem(t, { token: 'another token' })
  const stranger = await rehearse(FOLDER, {
    settings: { address: other.address },
    grants: { net: [other.address] },
    clock: 'real',
  })
  t.after(stranger.stop)
  const { error } = await stranger.send('follow')
  assert.match(error ?? '', /AuthError: The game at 127\.0\.0\.1:\d+ answered 401; look at its key in the settings/)
  const { answer } = await stranger.act('pairing')
  assert.match(JSON.stringify(answer), /set showrunner_token \\"[0-9a-f]{64}\\"/)
})

test('without a game a gift is tried again, a chat is not', async (t) => {
  const away = await rehearse(FOLDER, { settings: { address: '127.0.0.1:1' }, grants: { net: ['127.0.0.1:1'] }, clock: 'real' })
  t.after(away.stop)
  assert.match((await away.send('gift')).error ?? '', /RetryError: There was no connection/)
  assert.equal((await away.send('chat')).error, undefined)
  const { answer } = await away.act('status')
  assert.equal((answer as { state: string }).state, 'failing')
})

test('a dry run only says what the game would be told', async (t) => {
  const dry = await rehearse(FOLDER, { settings: { dryRun: true }, deny: ['net'], clock: 'real' })
  t.after(dry.stop)
  const { error, called, logged, published } = await dry.send('gift')
  assert.deepEqual([error, called.filter(({ method }) => method.startsWith('net'))], [undefined, []])
  assert.deepEqual(logged[0]?.fields, { types: ['tiktok_gift'] })
  assert.equal((published.at(0)?.data as readonly { dryRun?: true }[] | undefined)?.at(0)?.dryRun, true)
})
