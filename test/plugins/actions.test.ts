import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Clock } from '../../core/base/clock.ts'
import type { HostError } from '../../core/base/errors.ts'
import { type Caller, createActions } from '../../core/plugins/actions.ts'
import { createConfig } from '../../core/plugins/config.ts'
import { readBase } from '../../core/plugins/manifest.ts'
import type { PluginState } from '../../core/plugins/plugin.ts'
import type { SettingsForm } from '../../core/plugins/settings-form.ts'
import type { Permissions, PluginManifest } from '../../schemas/types.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const base = await readBase(new URL('../../plugin.manifest.json', import.meta.url).pathname)
const OPERATOR: Caller = { kind: 'operator' }
const input = { type: 'object', required: ['text'], properties: { text: { type: 'string' }, volume: { type: 'integer', default: 80 } } }

const WITH_TOKEN: SettingsForm = { schema: {}, secrets: ['token'], check: (value) => ({ ok: true, value }) }

type Plugin = {
  readonly actions?: PluginManifest['actions']
  readonly grants?: Permissions
  readonly state?: PluginState
  readonly token?: string
}

type More = { readonly clock?: Clock; readonly settled?: () => Promise<void> }

/** Actions of plugins that answer what `act` says. */
function createStage(
  plugins: Record<string, Plugin>,
  act: (plugin: string, action: string, input: string) => Promise<string>,
  { settled = async () => {}, ...more }: More = {},
) {
  const configs = new Map(
    Object.entries(plugins).map(([id, { actions = {}, token = '' }]) => {
      const manifest = { id, name: id, version: '1.0.0', subscriptions: [], actions }
      return [id, createConfig({ folder: `/plugins/${id}`, manifest, base, form: WITH_TOKEN, secrets: { token } })] as const
    }),
  )
  return createActions({
    plugins: {
      status: () => Object.entries(plugins).map(([id, { state = 'running' }]) => ({ id, name: id, version: '1.0.0', state, overlays: [] })),
      live: (id) => (plugins[id]?.state === undefined ? configs.get(id) : undefined),
      config: (id) => configs.get(id),
      grants: (id) => plugins[id]?.grants ?? {},
      translate: (_, text) => text.replace('bundle.js', 'plugin.ts'),
      settled,
    },
    isOwnHost: (host) => host === '127.0.0.1:3000',
    act,
    ...more,
  })
}

const echo = async (plugin: string, action: string, text: string) => JSON.stringify([plugin, action, JSON.parse(text)])

test('an action gets its input, with the defaults filled in, and its answer comes back', async () => {
  const actions = createStage({ tts: { actions: { say: { input } } } }, echo)
  assert.deepEqual(await actions.call('tts.say', { text: 'hola' }, OPERATOR), ['tts', 'say', { text: 'hola', volume: 80 }])
})

test('the list tells every action of the plugins that run', () => {
  const actions = createStage({ tts: { actions: { say: { description: 'Speaks', input }, stop: {} } }, off: { state: 'disabled' } }, echo)
  assert.deepEqual(actions.list(), [
    { id: 'tts.say', description: 'Speaks', input },
    { id: 'tts.stop', description: '', input: {} },
  ])
})

test('a game is for what names it, and for nothing else', () => {
  const game: PluginManifest['actions'] = { receipt: { roles: ['game'] } }
  const actions = createStage({ tts: { actions: { ...game, say: {} } }, off: { state: 'stopped', actions: game } }, echo)
  const ids = ['tts.receipt', 'off.receipt', 'tts.say', 'tts.receipt.more', 'tts.constructor', 'tts', 'ghost.receipt', '']
  assert.deepEqual(
    ids.map((id) => actions.isFor(id, 'game')),
    [true, true, false, false, false, false, false, false],
  )
  assert.deepEqual(
    (['admin', 'moderator', 'overlay'] as const).map((role) => actions.isFor('tts.receipt', role)),
    [true, true, false],
  )
})

const REFUSED: Record<string, { readonly id: string; readonly input?: unknown; readonly caller?: Caller; readonly says: object }> = {
  'that there is not': { id: 'tts.sya', says: { code: 'ACTION_UNKNOWN', message: 'There is no action "tts.sya"; did you mean tts.say?' } },
  'of a plugin that there is not': { id: 'ghost.say', says: { code: 'ACTION_UNKNOWN', message: 'There is no action "ghost.say"' } },
  'named like what every object has': { id: 'tts.constructor', says: { code: 'ACTION_UNKNOWN' } },
  'with more dots': { id: 'tts.say.loud', says: { code: 'ACTION_UNKNOWN' } },
  'of a plugin that does not run': {
    id: 'off.say',
    says: { code: 'ACTION_FAILED', message: 'off.say cannot be called: off is waiting-for-grant' },
  },
  'with a wrong input': {
    id: 'tts.say',
    input: { text: 5 },
    says: { code: 'ACTION_INPUT_INVALID', message: 'Input of tts.say: "text" is 5; it must be string', detail: { path: '/text' } },
  },
  'without its input': { id: 'tts.say', says: { code: 'ACTION_INPUT_INVALID', message: 'Input of tts.say: "text" is missing' } },
  'that its caller was not granted': {
    id: 'tts.say',
    caller: { kind: 'plugin', plugin: 'poor' },
    says: { code: 'ACTION_DENIED', message: 'poor was not granted to call tts.say' },
  },
  'that there is not, to a caller that was not granted it': {
    id: 'tts.secret',
    caller: { kind: 'plugin', plugin: 'poor' },
    says: { code: 'ACTION_DENIED', message: 'poor was not granted to call tts.secret' },
  },
}

for (const [what, { id, input: given, caller = OPERATOR, says }] of Object.entries(REFUSED)) {
  test(`an action ${what} is refused`, async () => {
    const plugins: Record<string, Plugin> = {
      tts: { actions: { say: { input } } },
      off: { state: 'waiting-for-grant' },
      poor: { grants: { actions: ['tts.stop'] } },
    }
    const actions = createStage(plugins, () => Promise.reject(new Error('It was called')))
    await assert.rejects(actions.call(id, given, caller), says)
  })
}

test('a plugin calls the actions it was granted, and its own', async () => {
  const actions = createStage({ tts: { actions: { say: {} } }, bot: { actions: { go: {} }, grants: { actions: ['tts.say'] } } }, echo)
  const caller = { kind: 'plugin', plugin: 'bot' } as const
  assert.deepEqual(await actions.call('tts.say', {}, caller), ['tts', 'say', {}])
  assert.deepEqual(await actions.call('bot.go', {}, caller), ['bot', 'go', {}])
})

test('S4-003: what is asked of a plugin that starts waits until it runs, for four seconds, and not of one that starts itself', async () => {
  const clock = createVirtualClock()
  const caller = { kind: 'plugin', plugin: 'calls' } as const
  const stage: Record<string, Plugin> = {
    tts: { actions: { phone: {} }, state: 'starting' },
    calls: { grants: { actions: ['tts.phone'] } },
  }
  let settle = () => {}
  const settled = () => new Promise<void>((resolve) => (settle = resolve))
  const actions = createStage(stage, echo, { clock, settled })
  const waits = actions.call('tts.phone', {}, caller)
  stage.tts = { actions: { phone: {} } }
  settle()
  assert.deepEqual(await waits, ['tts', 'phone', {}])

  stage.tts = { actions: { phone: {} }, state: 'starting' }
  const late = assert.rejects(actions.call('tts.phone', {}, caller), {
    code: 'ACTION_FAILED',
    message: 'tts.phone cannot be called: tts is starting',
  })
  await clock.advance(4000)
  await late

  stage.calls = { grants: { actions: ['tts.phone'] }, state: 'starting' }
  await assert.rejects(actions.call('tts.phone', {}, caller), { code: 'ACTION_FAILED', message: /tts is starting/ })
})

test('what an action throws is told with the author’s own lines, once', async () => {
  const actions = createStage({ tts: { actions: { say: {} } } }, () => Promise.reject(new Error('No voice (bundle.js:3)\n  at somewhere')))
  await assert.rejects(actions.call('tts.say', {}, OPERATOR), { code: 'ACTION_FAILED', message: 'tts.say failed: No voice (plugin.ts:3)' })
})

test('actions that call each other for ever end after eight', async () => {
  let calls = 0
  const actions = createStage({ loop: { actions: { go: {} } } }, async (plugin) => {
    calls += 1
    return JSON.stringify(await actions.call('loop.go', {}, { kind: 'plugin', plugin }))
  })
  await assert.rejects(actions.call('loop.go', {}, OPERATOR), { code: 'ACTION_FAILED', message: /actions called each other 8 deep/ })
  assert.equal(calls, 8)
  const after = createStage({ loop: { actions: { go: {} } } }, echo)
  assert.deepEqual(await after.call('loop.go', {}, OPERATOR), ['loop', 'go', {}])
})

test('a plugin has only so many actions under way, and then goes on', async () => {
  const open: (() => void)[] = []
  const wait = () => new Promise<string>((resolve) => open.push(() => resolve('null')))
  const actions = createStage({ slow: { actions: { go: {} } } }, wait)
  const calls = Array.from({ length: 100 }, () => actions.call('slow.go', {}, OPERATOR))
  await assert.rejects(actions.call('slow.go', {}, OPERATOR), { code: 'ACTION_FAILED', message: /busy with 100 actions/ })
  for (const end of open.splice(0)) end()
  await Promise.all(calls)
  const again = actions.call('slow.go', {}, OPERATOR)
  for (const end of open) end()
  assert.equal(await again, null)
})

test('a schema that never ends costs its own plugin the call, and nobody else', async () => {
  const slow = { type: 'object', properties: { text: { type: 'string', pattern: '^(a+)+$' } } }
  const actions = createStage({ bad: { actions: { go: { input: slow } } }, tts: { actions: { say: {} } } }, echo)
  const evil = { text: `${'a'.repeat(60)}!` }
  await assert.rejects(
    actions.call('bad.go', evil, { kind: 'plugin', plugin: 'bad' }),
    (error: HostError) => error.code === 'ACTION_INPUT_INVALID',
  )
  assert.deepEqual(await actions.call('tts.say', {}, OPERATOR), ['tts', 'say', {}])
})

test('an action for overlays is only called with links of this host, whoever calls it', async () => {
  const actions = createStage({ obs: { actions: { add: { for: 'overlay' } } }, tips: { grants: { actions: ['obs.add'] } } }, echo)
  const own = { title: 'Alerts', url: 'http://127.0.0.1:3000/overlay/alerts/alerts#key=one' }
  const path = '/overlay/alerts/alerts'
  const foreign = [
    ...[`https://evil.example${path}`, `http://127.0.0.1:3000@evil.example${path}`, `http://127.0.0.1:3000.evil.example${path}`],
    ...[`http://127.0.0.1:4455${path}`, `http://evil.example\\@127.0.0.1:3000${path}`, path, 'javascript:alert(1)', '', 5, null],
  ]
  for (const caller of [OPERATOR, { kind: 'plugin', plugin: 'tips' }] as const) {
    assert.deepEqual(await actions.call('obs.add', own, caller), ['obs', 'add', own])
    for (const url of foreign)
      await assert.rejects(actions.call('obs.add', { title: 'Alerts', url }, caller), {
        code: 'ACTION_INPUT_INVALID',
        message: 'Input of obs.add: "url" is no link of this host; copy one from the dashboard',
        detail: { path: '/url' },
      })
  }
})

test('an answer that has a secret of its plugin in it is known', () => {
  const actions = createStage({ game: { token: 'a "quoted" token' }, open: {} }, echo)
  const answers = [{ serverCfg: ['set token a "quoted" token'] }, { token: 'another' }, null]
  assert.deepEqual(
    answers.map((answer) => actions.tellsSecret('game.pairing', answer)),
    [true, false, false],
  )
  assert.equal(actions.tellsSecret('open.pairing', answers[0]), false)
})
