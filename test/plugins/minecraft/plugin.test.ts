import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { rehearse } from '../../../core/rehearsal/rehearse.ts'
import { cuberite, type Kind, vanilla } from '../../stand-ins/rcon/kinds.ts'
import { startRconServer } from '../../stand-ins/rcon/server.ts'
import { startServerTap } from '../../stand-ins/servertap/server.ts'
import { ROOT } from '../../support/root.ts'

type Settings = Readonly<Record<string, unknown>> & { readonly address: string }

const USER = { userId: '7', uniqueId: 'eve', displayName: 'Eve', safeName: 'Eve", "@a' }

async function playAt(t: TestContext, settings: Settings) {
  const plugin = await rehearse(join(ROOT, 'plugins/minecraft'), {
    settings: { password: 'hunter2', ...settings },
    grants: { net: [settings.address] },
  })
  t.after(plugin.stop)
  return plugin
}

async function startBoth(t: TestContext, { kind = vanilla, answer }: { kind?: Kind; answer?: (command: string) => string }, settings = {}) {
  const server = await startRconServer(t, { kind, ...(answer && { answer }) })
  return { server, plugin: await playAt(t, { address: server.address, ...settings }) }
}

test('a gift runs its rules in order, with names as text and nothing else; so is what an admin says', async (t) => {
  const answer = (command: string) => (command === 'list' ? 'There are 2 players' : '')
  const { server, plugin } = await startBoth(t, { kind: cuberite, answer })
  const { error, published } = await plugin.send('gift', { giftName: 'Rose', giftCount: 3, coins: 120 }, { user: USER })
  assert.deepEqual(
    [error, server.commands],
    [
      undefined,
      [
        'tellraw @a {"text":"Eve\\", \\"@a gave 3 × Rose","color":"gold"}',
        'title @a title {"text":"Eve\\", \\"@a","color":"gold"}',
        'effect give @a minecraft:regeneration 10 1',
      ],
    ],
  )
  assert.doesNotMatch(JSON.stringify(published), /Eve/)

  const { body } = await plugin.ask('POST', '/command', { command: '/list' })
  const { status } = await plugin.ask('POST', '/command', { command: 'list\nop eve' })
  await plugin.act('say', { text: '@a §4hola\nop eve' })
  assert.deepEqual([body, status, server.commands.slice(3)], [{ answer: 'There are 2 players' }, 502, ['list', 'say a 4hola op eve']])
})

test('a rule runs once for each gift, but no more than the settings say; one with a flaw never runs, and one that the server does not know fails', async (t) => {
  const rules = [
    { event: 'gift', gift: 'rose', command: '/summon creeper', each: true },
    { event: 'gift', command: 'op {user}' },
    { event: 'follow', command: 'say {user}' },
    { event: 'share', command: 'sya hello' },
  ]
  const answer = (command: string) =>
    command.startsWith('sya') ? `Unknown or incomplete command, see below for error${command}<--[HERE]` : ''
  const { server, plugin } = await startBoth(t, { answer }, { rules, repeatsMax: 4 })
  const { error } = await plugin.send('gift', { giftName: 'Rose', giftCount: 50, coins: 50 }, { user: USER })
  await plugin.send('follow', {}, { user: USER })
  assert.match(String(error), /Texts of viewers can only be in say/)
  assert.deepEqual(server.commands, [...Array(4).fill('summon creeper'), 'say Eve", "a'])
  const unknown = await plugin.send('share', {}, { user: USER })
  assert.match(String(unknown.error), /does not know this command; correct it in the rule/)
  assert.deepEqual(stateOf(unknown.published.at(-1)?.data)[0], ['sya hello', 'failed'])
  const status = await plugin.act('status')
  assert.deepEqual(status.answer, {
    state: 'open',
    dryRun: false,
    flaws: ['Rule 2: Texts of viewers can only be in say, tellraw, title and bossbar; take them out of this command'],
  })
})

test('a wrong password is asked for once, whatever comes then', async (t) => {
  const { server, plugin } = await startBoth(t, { kind: cuberite }, { password: 'wrong' })
  for (const _ of [1, 2]) assert.match(String((await plugin.send('follow')).error), /password/)
  assert.deepEqual([server.logins, server.commands], [[false], []])
  const { answer } = await plugin.act('status')
  assert.equal(Object(answer).state, 'refused')
  await plugin.act('connect')
  await server.until(() => server.logins.length === 2)
})

test('a dry run says what would be done, and knocks at no door', async (t) => {
  const { server, plugin } = await startBoth(t, {}, { dryRun: true })
  const { error, logged, published } = await plugin.send('follow', {}, { user: USER })
  const { body } = await plugin.ask('POST', '/command', { command: 'list' })
  assert.deepEqual([error, server.commands, server.connections(), body], [undefined, [], 0, { dryRun: true }])
  assert.deepEqual(stateOf(published.at(-1)?.data), [['tellraw @a {"text":"{user} follows now","color":"aqua"}', 'ok']])
  assert.doesNotMatch(JSON.stringify([logged, published]), /Eve/)
})

test('before somebody has entered a password, rules only say what they would do, and the operator is told', async (t) => {
  const server = await startRconServer(t, { kind: vanilla })
  const plugin = await playAt(t, { address: server.address, password: '' })
  const { error, published } = await plugin.send('follow')
  const { status, body } = await plugin.ask('POST', '/command', { command: 'list' })
  assert.deepEqual([error, server.connections(), status], [undefined, 0, 502])
  assert.match(JSON.stringify([published, body]), /"dryRun":true.*There is no password; write the one of the server/)
})

test('ServerTap runs commands and broadcasts; a wrong key is refused', async (t) => {
  const server = await startServerTap(t, { key: 'k3y', answer: () => 'There are 2 players' })
  const plugin = await playAt(t, { door: 'servertap', address: server.address, key: 'k3y' })
  const { error } = await plugin.send('follow', {}, { user: USER })
  const { body } = await plugin.ask('POST', '/command', { command: 'list' })
  await plugin.act('say', { text: '§4hola & adiós' })
  assert.deepEqual([error, body], [undefined, { answer: 'There are 2 players' }])
  assert.deepEqual(server.asked, [
    { path: '/v1/server/exec', form: { command: 'tellraw @a {"text":"Eve\\", \\"@a follows now","color":"aqua"}', time: '50' } },
    { path: '/v1/server/exec', form: { command: 'list', time: '50' } },
    { path: '/v1/chat/broadcast', form: { message: '4hola & adiós' } },
  ])

  server.changeKey('another')
  assert.match(String((await plugin.send('subscribe')).error), /ServerTap answered 401; look at its key/)
})

// The retained topic has receipts.
const stateOf = (data: unknown) => (data as readonly { what: string; state: string }[]).map(({ what, state }) => [what, state])
