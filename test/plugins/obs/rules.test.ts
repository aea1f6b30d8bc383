import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EventOf } from '#sdk'
import type { Deeds } from '../../../plugins/obs/deeds.ts'
import { filled, type Rule, type RuleEvent } from '../../../plugins/obs/rules/rule.ts'
import { createRules } from '../../../plugins/obs/rules/rules.ts'
import { readSettings } from '../../../plugins/obs/settings.ts'
import { createRecordingHost, fixture } from '../../support/recording-host.ts'
import { settlingOf } from '../../support/settling.ts'
import { createTestClock } from './clock.ts'

const settle = await settlingOf('obs')
const GIFT = await fixture('gift')
const SOON = Date.parse(GIFT.ingestedAt) + 1000

const gift = (payload: Partial<EventOf<'gift'>['payload']>, more: Partial<EventOf<'gift'>> = {}): EventOf<'gift'> => ({
  ...GIFT,
  ...more,
  payload: { ...GIFT.payload, ...payload },
})

type Made = {
  readonly settings?: Record<string, unknown>
  readonly wallTime?: () => number
  readonly recorded?: ReturnType<typeof createRecordingHost>
  readonly deed?: (rule: Rule) => Promise<unknown>
}

/** Rules, and what they did: `deed what`. */
function createPlay(
  rules: readonly Record<string, unknown>[],
  { settings = {}, wallTime = () => SOON, recorded = createRecordingHost(), deed }: Made = {},
) {
  const done: string[] = []
  const clock = createTestClock()
  const note = async (rule: Rule) => void done.push([rule.do, rule.what, rule.text].filter(Boolean).join(' '))
  const act = deed ?? note
  const deeds: Deeds = { scene: act, show: act, hide: act, filterOn: act, filterOff: act, media: act, text: act }
  const onEvent = createRules({
    host: recorded.host,
    settings: readSettings(settle({ rules, ...settings }), undefined),
    ...{ deeds, clock, wallTime },
  })
  let made = 0
  return {
    done,
    clock,
    lines: recorded.lines,
    send: (event: RuleEvent, idempotencyKey = `key ${++made}`) => onEvent(event, { idempotencyKey }),
  }
}

test('a name that moderation hides does not come into a text source, and what was given does', async () => {
  const recorded = createRecordingHost()
  const asked: unknown[] = []
  const call = async (_: string, input: unknown) => {
    asked.push(input)
    return { ok: !JSON.stringify(input).includes('bad') }
  }
  const { done, send } = createPlay(
    [
      { event: 'gift', do: 'text', what: 'Last', text: '{name}: {count} × {gift}' },
      { event: 'gift', do: 'text', what: 'Coins', text: '{coins}' },
    ],
    { recorded: { ...recorded, host: { ...recorded.host, actions: { call } } } },
  )
  await send(gift({}, { user: { ...GIFT.user, safeName: 'bad name' } }))
  await send(gift({}, { user: { ...GIFT.user, safeName: 'Mira' } }))
  await new Promise(setImmediate)
  assert.deepEqual(done.sort(), ['text Coins 10', 'text Coins 10', 'text Last ***: 10 × Rose', 'text Last Mira: 10 × Rose'])
  assert.deepEqual(asked, [{ name: 'bad name' }, { name: 'Mira' }])
})

test('a rule does its deed for the gift that it names, from the coins that it says', async () => {
  const { done, send } = createPlay([
    { event: 'gift', do: 'scene', what: 'Party', minCoins: 100 },
    { event: 'gift', do: 'show', what: 'Roses', name: 'rose' },
  ])
  await send(gift({ coins: 99, giftName: 'Lion' }))
  await send(gift({ coins: 100, giftName: 'Lion' }))
  await send(gift({ coins: 1, giftName: 'Rose' }))
  assert.deepEqual(done, ['scene Party', 'show Roses'])
})

test('a rule for tips says from how much, one for custom events which', async () => {
  const { done, send } = createPlay([
    { event: 'tip', do: 'scene', what: 'Tip', minCents: 1000 },
    { event: 'custom', do: 'scene', what: 'Wheel', name: 'wheel-spun' },
  ])
  const [tip, custom] = [await fixture('tip'), await fixture('custom')]
  await send({ ...tip, value: { amountCents: 999 } })
  await send(tip)
  await send(custom)
  await send({ ...custom, payload: { name: 'other' } })
  assert.deepEqual(done, ['scene Tip', 'scene Wheel'])
})

test('a custom event counts when it is of the plugin that the rule names, or whose name it bears, and who tries a rule out passes for each', async () => {
  const { done, send } = createPlay([
    { event: 'custom', do: 'show', what: 'Order', name: 'menu.ordered' },
    { event: 'custom', do: 'show', what: 'Wheel', name: 'wheel-spun', of: 'wheel' },
    { event: 'custom', do: 'show', what: 'Tip', name: 'streaming.tip.received' },
  ])
  const custom = await fixture('custom')
  const say = (name: string, plugin?: string) =>
    send({ ...custom, payload: { name }, ...(plugin ? { source: 'plugin', eventId: `plugin:${plugin}:1` } : { source: 'api' }) })
  for (const name of ['menu.ordered', 'wheel-spun', 'streaming.tip.received']) await say(name, 'stranger')
  assert.deepEqual(done, [])
  await say('menu.ordered', 'tip-menu')
  await say('wheel-spun', 'wheel')
  await say('streaming.tip.received')
  await send({ ...custom, payload: { name: 'wheel-spun' }, source: 'simulator' })
  assert.deepEqual(done, ['show Order', 'show Wheel', 'show Tip', 'show Wheel'])
})

test('an event that comes twice does nothing the second time, also after a restart', async () => {
  const rules = [{ event: 'gift', do: 'scene', what: 'Party' }]
  const recorded = createRecordingHost()
  const first = createPlay(rules, { recorded })
  await first.send(GIFT, 'one')
  await first.send(GIFT, 'one')
  const second = createPlay(rules, { recorded })
  await second.send(GIFT, 'one')
  await second.send(GIFT, 'two')
  assert.deepEqual([first.done, second.done], [['scene Party'], ['scene Party']])
})

test('no more than two hundred of what was done are remembered', async () => {
  const recorded = createRecordingHost()
  const { send } = createPlay([{ event: 'gift', do: 'scene', what: 'Party' }], { recorded })
  for (let turn = 0; turn < 250; turn++) await send(GIFT)
  const kept = recorded.kept.get('done')
  assert.ok(Array.isArray(kept))
  assert.deepEqual([kept.length, kept[0], kept.at(-1)], [200, 'key 51', 'key 250'])
})

test('what comes a minute late is not done', async () => {
  const { done, send } = createPlay([{ event: 'gift', do: 'scene', what: 'Party' }], { wallTime: () => SOON + 60_000 })
  await send(GIFT)
  assert.deepEqual(done, [])
})

test('a replay does nothing unless it is asked to', async () => {
  const rules = [{ event: 'gift', do: 'scene', what: 'Party' }]
  const replayed = gift({}, { replay: { replayId: 'r', eventId: 'e' } as unknown as NonNullable<EventOf<'gift'>['replay']> })
  const plays = [createPlay(rules), createPlay(rules, { settings: { onReplays: true } })]
  for (const { send } of plays) await send(replayed)
  assert.deepEqual(
    plays.map(({ done }) => done),
    [[], ['scene Party']],
  )
})

test('a rule that rests does nothing until its cool-down is over', async () => {
  const { done, clock, send } = createPlay([{ event: 'gift', do: 'scene', what: 'Party', coolDownSeconds: 10 }])
  await send(GIFT)
  await clock.advance(9000)
  await send(GIFT)
  await clock.advance(1000)
  await send(GIFT)
  assert.deepEqual(done, ['scene Party', 'scene Party'])
})

test('what OBS cannot do is told once in ten seconds for each rule, however many gifts come', async () => {
  const away = async () => Promise.reject(new Error('No OBS answers'))
  const { clock, lines, send } = createPlay([{ event: 'gift', do: 'scene', what: 'Party' }], { deed: away })
  for (let turn = 0; turn < 50; turn++) await send(GIFT)
  await clock.advance(10_000)
  await send(GIFT)
  await clock.advance(0)
  assert.deepEqual(lines, Array(2).fill({ level: 'warn', message: 'gift: scene Party was not done; No OBS answers' }))
})

test('a dry run only says what would be done, and no viewer', async () => {
  const { done, lines, send } = createPlay([{ event: 'gift', do: 'text', what: 'Last', text: '{name}' }], { settings: { dryRun: true } })
  await send(GIFT)
  assert.deepEqual([done, lines], [[], [{ level: 'info', message: 'gift: would do text Last' }]])
})

test('a text is filled in with what a viewer is called, and what viewers wrote is not filled in again', () => {
  assert.equal(filled('{name} sent {count} × {gift} ({coins}) {other}', GIFT), 'Mira sent 10 × Rose (10) {other}')
  assert.equal(filled('{name}', { ...GIFT, user: { ...GIFT.user, safeName: '{coins}' } }), '{coins}')
})

test("a rule of blanks is left out, and the password is the environment's where none was chosen", () => {
  const settings = settle({ rules: [{ event: 'gift', do: 'scene', what: ' ' }], password: '' })
  const { password, rules } = readSettings(settings, 'of the environment')
  assert.deepEqual([password, rules], ['of the environment', []])
})
