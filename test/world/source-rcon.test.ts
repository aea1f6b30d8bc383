import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { viewer } from '../../scripts/fake-tiktok/messages.ts'
import { source } from '../stand-ins/rcon/kinds.ts'
import { startRconServer } from '../stand-ins/rcon/server.ts'
import { startWorld } from '../support/world.ts'

const RULES = [
  { event: 'gift', command: 'say "{user} gave {count} x {gift}"' },
  { event: 'chat', word: '!say', command: 'say "{message}"' },
  { event: 'chat', word: '!kick', command: 'kick "{user}"' },
  { event: 'chat', word: '!bot', command: 'byt_add' },
]
const LONG = 'cvar '.repeat(5000)
const t = { after }
const answer = (command: string) => (command === 'byt_add' ? 'Unknown command "byt_add"\n' : command === 'cvarlist' ? LONG : '')
const server = await startRconServer(t, { kind: source, answer })
const world = await startWorld(t, 'source-rcon', { address: server.address, rules: RULES }, { password: 'hunter2' })
const { chat } = world.fake.messages
const failed = () => world.receipts().flatMap(({ what, state, detail }) => (state === 'failed' ? [[what, detail]] : []))

test('S0-073: a gift on TikTok is a command at a server of Source, once, and its answer is a receipt', async () => {
  world.giveRose()
  await world.untilReceipts((receipts) => receipts.some(({ state }) => state === 'ok'))
  assert.equal(server.commands.length, 1)
  assert.match(server.commands[0] ?? '', /^say "[^"]+ gave 1 x Rose"$/)
  assert.deepEqual(
    world.receipts().map(({ what, state }) => [what, state]),
    [['say "{user} gave {count} x {gift}"', 'ok']],
  )
})

test('what viewers and admins have said is one argument and nothing more', async () => {
  world.push(chat(viewer(3), '!say hola"; quit // \u202e'))
  await server.until(() => server.commands.length === 2)
  await world.act('say', { text: 'adiós"\nquit' })
  assert.deepEqual(server.commands.slice(1), ['say "!say hola quit"', 'say "adiós quit"'])
})

test('a rule that would hand on a text, or that the server does not know, fails at once, and tells nobody what viewers wrote', async () => {
  world.push(chat(viewer(4), '!kick'))
  world.push(chat(viewer(4), '!bot secret words'))
  await world.untilReceipts(() => failed().length === 2)
  const [unknown, flawed] = failed()
  assert.deepEqual(unknown, ['byt_add', 'The server does not know this command; correct it in the rule'])
  assert.match(String(flawed), /^kick "\{user\}",Texts of viewers can only be in commands that show them \(say\)/)
  assert.doesNotMatch(JSON.stringify(world.receipts()), /secret words/)
  assert.deepEqual(server.commands.slice(3), ['byt_add'])
})

test('an admin reads the whole answer of a command, however long', async () => {
  const headers = { authorization: `Bearer ${world.host.keys.admin}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ command: 'cvarlist' })
  const response = await fetch(`${world.host.url}/plugins/source-rcon/command`, { method: 'POST', headers, body })
  assert.deepEqual(await response.json(), { answer: LONG })
})
