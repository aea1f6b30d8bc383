import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { rehearse } from '../../../core/rehearsal/rehearse.ts'
import { source } from '../../stand-ins/rcon/kinds.ts'
import { startRconServer } from '../../stand-ins/rcon/server.ts'
import { ROOT } from '../../support/host.ts'

const USER = { userId: '7', uniqueId: 'eve', displayName: 'Eve', safeName: 'Eve"; quit //' }

async function start(t: TestContext, settings: Readonly<Record<string, unknown>> = {}, answer = (_: string) => '') {
  const server = await startRconServer(t, { kind: source, answer })
  const plugin = await rehearse(join(ROOT, 'plugins/source-rcon'), {
    settings: { password: 'hunter2', address: server.address, ...settings },
    grants: { net: [server.address] },
  })
  t.after(plugin.stop)
  return { server, plugin }
}

test('a gift is said to all players, and no name is more than a name; an admin reads the whole answer of a command', async (t) => {
  const { server, plugin } = await start(t, {}, (command) => (command === 'cvarlist' ? 'cvar '.repeat(5000) : ''))
  const { error, published } = await plugin.send('gift', { giftName: 'Rose', giftCount: 3, coins: 3 }, { user: USER })
  await plugin.act('say', { text: 'hola"; quit' })
  assert.deepEqual([error, server.commands], [undefined, ['say "Eve quit gave 3 x Rose"', 'say "hola quit"']])
  assert.doesNotMatch(JSON.stringify(published), /Eve/)
  const { body } = await plugin.ask('POST', '/command', { command: 'cvarlist' })
  assert.deepEqual(body, { answer: 'cvar '.repeat(5000) })
})

test('what the server does not know, or would hand on a text, is a dead letter at once', async (t) => {
  const rules = [
    { event: 'follow', command: 'kick "{user}"' },
    { event: 'share', command: 'byt_add' },
  ]
  const { server, plugin } = await start(t, { rules }, (command) => `Unknown command "${command}"\n`)
  assert.match(String((await plugin.send('follow')).error), /only be in commands that show them \(say\)/)
  assert.match(String((await plugin.send('share')).error), /does not know this command/)
  assert.deepEqual(server.commands, ['byt_add'])
  const { answer } = await plugin.act('status')
  assert.equal(Object(answer).flaws.length, 1)
})
