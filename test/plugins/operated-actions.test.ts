import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createOperated } from '../support/operated.ts'

const say = { type: 'object', additionalProperties: false, required: ['text'], properties: { text: { type: 'string', maxLength: 20 } } }

const SPEECH = {
  manifest: { actions: { say: { description: 'Speaks', input: say }, fail: {}, nothing: {} } },
  files: {
    'plugin.ts': `export default {
  actions: {
    say: ({ text }) => 'said ' + text,
    fail: () => {
      throw new Error('No voice')
    },
    nothing: () => {},
  },
}`,
  },
}

const bot = (action: string) => ({
  manifest: { permissions: { actions: ['tts.say'] }, actions: { go: {} } },
  files: {
    'plugin.ts': `export default {
  actions: { go: (input, host) => host.actions.call('${action}', input).then((answer) => 'told: ' + answer, (error) => 'refused: ' + error.message) },
}`,
  },
})

test('an action is called by REST, by who may act, and answers what it answers', async (t) => {
  const { write, start } = await createOperated(t)
  await write('tts', SPEECH)
  const host = await start()
  const moderator = (method: string, path: string, body?: unknown) => host.ask(method, path, body, host.keys.moderator)
  assert.deepEqual((await moderator('GET', '/api/actions')).body, {
    actions: [
      { id: 'tts.say', description: 'Speaks', input: say },
      { id: 'tts.fail', description: '', input: {} },
      { id: 'tts.nothing', description: '', input: {} },
    ],
  })
  assert.deepEqual(await moderator('POST', '/api/actions/tts.say', { text: 'hola' }), { status: 200, body: { value: 'said hola' } })
  assert.equal((await host.act('tts.nothing')).status, 200)

  const wrong = await host.act('tts.say', { text: 'x'.repeat(21) })
  assert.deepEqual([wrong.status, wrong.body.code, wrong.body.path], [422, 'ACTION_INPUT_INVALID', '/text'])
  const failed = await host.act('tts.fail')
  assert.deepEqual([failed.status, failed.body.code, /^tts\.fail.*No voice/.test(String(failed.body.detail))], [502, 'ACTION_FAILED', true])
  assert.deepEqual([(await host.act('tts.sing')).status, (await host.act('ghost.say')).status], [404, 404])
})

test('T18: what is for the admin alone no moderator calls, and none is shown it', async (t) => {
  const { write, start } = await createOperated(t)
  await write('fort', {
    manifest: { actions: { pairing: { roles: ['admin'] }, open: {} } },
    files: { 'plugin.ts': `export default { actions: { pairing: () => 'a secret', open: () => 'open' } }` },
  })
  const host = await start()
  const { admin, moderator } = host.keys
  const callAs = (key: string, action: string) => host.ask('POST', `/api/actions/${action}`, {}, key)
  const shownTo = async (key: string) => Object((await host.ask('GET', '/api/actions', undefined, key)).body).actions as { id: string }[]
  assert.deepEqual(await callAs(admin, 'fort.pairing'), { status: 200, body: { value: 'a secret' } })
  const { status, body } = await callAs(moderator, 'fort.pairing')
  assert.deepEqual([status, body.code, (await callAs(moderator, 'fort.open')).status], [403, 'ROLE_REFUSED', 200])
  assert.deepEqual([(await shownTo(admin)).length, (await shownTo(moderator)).map(({ id }) => id)], [2, ['fort.open']])
})

test('the key of a game calls what is for games, and nothing else', async (t) => {
  const { write, start } = await createOperated(t)
  await write('tts', SPEECH)
  await write('fort', {
    manifest: { actions: { receipt: { roles: ['game'] }, reset: {} } },
    files: { 'plugin.ts': `export default { actions: { receipt: ({ id }) => 'got ' + id, reset: () => 'gone' } }` },
  })
  await write('wrong', { manifest: { actions: { say: { roles: ['overlay'] } } } })
  const host = await start()
  const as = (key: string) => (action: string) => host.ask('POST', `/api/actions/${action}`, { id: 'one' }, key)
  assert.deepEqual(await as(host.keys.game)('fort.receipt'), { status: 200, body: { value: 'got one' } })
  for (const action of ['fort.reset', 'tts.say', 'ghost.receipt', 'fort.receipt.x']) {
    const { status, body } = await as(host.keys.game)(action)
    assert.deepEqual([action, status, body.code], [action, 403, 'ROLE_REFUSED'])
  }
  assert.equal((await host.ask('GET', '/api/actions', undefined, host.keys.game)).status, 403)
  assert.equal((await as(host.keys.overlay)('fort.receipt')).status, 403)
  assert.deepEqual([(await as(host.keys.moderator)('fort.receipt')).status, (await as(host.keys.admin)('fort.reset')).status], [200, 200])
  assert.deepEqual([(await host.show('wrong')).state, /roles/.test(String((await host.show('wrong')).detail))], ['failed', true])
})

test('an answer that is too long is an error to whoever called, and both plugins go on', async (t) => {
  const { write, start } = await createOperated(t)
  await write('tts', {
    manifest: { actions: { say: {} } },
    files: { 'plugin.ts': `export default { actions: { say: ({ length, letter }) => letter.repeat(length) } }` },
  })
  await write('bot', {
    ...bot('tts.say'),
    files: {
      'plugin.ts': `export default {
  actions: { go: (input, host) => host.actions.call('tts.say', input).then((answer) => answer.length, (error) => error.message) },
}`,
    },
  })
  const host = await start()
  await host.approve('bot')
  const go = async (length: number, letter: string) => (await host.act('bot.go', { length, letter })).body.value
  const long = /The answer is longer than 256 KiB/
  assert.match(String(await go(300_000, 'x')), long)
  assert.match(String(await go(90_000, '😀')), long)
  assert.match(String((await host.act('tts.say', { length: 300_000, letter: 'x' })).body.detail), long)
  assert.equal(await go(200_000, 'x'), 200_000)
})

test('a plugin calls the action of another when it was granted that one', async (t) => {
  const { write, start } = await createOperated(t)
  await write('tts', SPEECH)
  await write('bot', bot('tts.say'))
  await write('sly', { ...bot('tts.say'), manifest: { actions: { go: {} } } })
  const host = await start()
  assert.equal((await host.show('bot')).state, 'waiting-for-grant')
  await host.approve('bot')
  assert.equal((await host.act('bot.go', { text: 'hola' })).body.value, 'told: said hola')
  assert.match(String((await host.act('bot.go', { text: 5 })).body.value), /^refused: .*"text" is 5; it must be string/)
  assert.match(String((await host.act('sly.go', { text: 'hola' })).body.value), /^refused: .*tts\.say/)
})

test('plugins that call each other in a circle end, and go on', async (t) => {
  const { write, start } = await createOperated(t)
  const calling = (own: string, other: string) => ({
    manifest: { permissions: { actions: [`${other}.go`] }, actions: { go: {} } },
    files: {
      'plugin.ts': `export default { actions: { go: async ({ left }, host) => left === 0 ? '${own}' : '${own} ' + (await host.actions.call('${other}.go', { left: left - 1 })) } }`,
    },
  })
  await write('ping', calling('ping', 'pong'))
  await write('pong', calling('pong', 'ping'))
  const host = await start()
  await host.approve('ping')
  await host.approve('pong')
  assert.equal((await host.act('ping.go', { left: 7 })).body.value, 'ping pong ping pong ping pong ping pong')
  const endless = await host.act('ping.go', { left: 100 })
  assert.deepEqual([endless.status, /actions called each other 8 deep/.test(String(endless.body.detail))], [502, true])
  assert.equal((await host.act('ping.go', { left: 1 })).body.value, 'ping pong')
})

test('a plugin that calls an action of its own while it starts is told that it starts', async (t) => {
  const { write, start } = await createOperated(t)
  const code = `let why
  export default {
    async start(host) { why = await host.actions.call('lamp.why').catch((error) => error.message) },
    actions: { why: () => why },
  }`
  await write('lamp', { manifest: { subscriptions: [], actions: { why: {} } }, files: { 'plugin.ts': code } })
  const host = await start()
  const { body } = await host.act('lamp.why')
  assert.deepEqual(body, { value: 'lamp.why cannot be called: lamp is still starting; in `start`, call the function itself' })
})
