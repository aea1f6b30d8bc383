import assert from 'node:assert/strict'
import { test } from 'node:test'
import { discord } from '../../../plugins/webhooks/discord/discord.ts'
import { escaped } from '../../../plugins/webhooks/discord/markdown.ts'
import type { Batch } from '../../../plugins/webhooks/outbox/entry.ts'
import { send } from '../../../plugins/webhooks/send.ts'
import { faultsOf } from '../../stand-ins/discord/limits.ts'
import { startDiscord } from '../../stand-ins/discord/server.ts'
import { endpointOf, entryOf, eventOf } from './parts.ts'

const written = (type: Parameters<typeof eventOf>[0], payload = {}, envelope = {}, template = '') =>
  discord.write(eventOf(type, payload, envelope), { template })
const messageOf = async (entries: Batch) => JSON.parse((await discord.request(entries, endpointOf({ kind: 'discord' }), 0)).body)
const named = (safeName: string) => ({ user: { ...eventOf('gift').user, safeName } })

/** Sends to the stand-in, and answers what became of it. */
async function scene(t: Parameters<typeof startDiscord>[0]) {
  const service = await startDiscord(t)
  const endpoint = endpointOf({ kind: 'discord', url: new URL(service.url) })
  const tell = (entries: Batch = [entryOf(1, { body: written('gift') })]) =>
    send(entries, { kind: discord, endpoint, now: () => 0, signal: new AbortController().signal })
  return { service, tell }
}

test('S0-135: a gift is a message of Discord that mentions nobody, and Discord is asked to say that it was kept', async (t) => {
  const { service, tell } = await scene(t)
  const verdict = await tell([entryOf(1, { body: written('gift', { giftName: 'Rose', giftCount: 3, coins: 3 }, named('Luna')) })])
  assert.deepEqual(verdict, { state: 'ok' })
  const [{ path, message }] = service.asked as [(typeof service.asked)[number]]
  assert.match(path, /\?wait=true$/)
  assert.deepEqual(message, {
    embeds: [{ title: 'Gift', description: '**Luna** gave 3 × **Rose** (3 🪙)', color: 0xffb703, timestamp: '2026-01-01T00:00:00.000Z' }],
    allowed_mentions: { parse: [] },
  })
})

test('a tip is of who gave it, though that is no viewer here, or of somebody; without words there is no colon', async () => {
  const tip = (payload: object) =>
    written(
      'tip',
      { tipperName: undefined, message: undefined, ...payload },
      { user: undefined, value: { amountCents: 500, currency: 'EUR' } },
    )
  const lines = await Promise.all(
    [{}, { tipperName: 'Ana' }, { tipperName: 'Ana', message: 'Hi' }].map(async (payload) => {
      const { embeds } = await messageOf([entryOf(1, { body: tip(payload) })])
      return embeds[0].description
    }),
  )
  assert.deepEqual(lines, ['**Somebody** tipped **5\\.00 EUR**', '**Ana** tipped **5\\.00 EUR**', '**Ana** tipped **5\\.00 EUR**: Hi'])
})

test('what comes together is one message with a line for each, at most 25', async () => {
  const entries = Array.from({ length: 40 }, (_, n) => entryOf(n + 1, { body: written('follow') }))
  assert.equal(discord.together(entries), 25)
  const { embeds } = await messageOf(entries.slice(0, 25) as unknown as Batch)
  assert.deepEqual([embeds.length, embeds[0].description.split('\n').length, embeds[0].title], [1, 25, undefined])
})

test('no name and no text, however long, makes a message that Discord refuses', async () => {
  const most = { giftName: '🌹*'.repeat(500), ...named('\\'.repeat(400)) }
  for (const template of ['', '{user} '.repeat(500), '*'.repeat(4000)]) {
    const body = written('gift', most, named('𝕏\\'.repeat(300)), template)
    const entries = Array.from({ length: 30 }, (_, n) => entryOf(n + 1, { body }))
    const together = entries.slice(0, discord.together(entries)) as unknown as Batch
    assert.deepEqual(faultsOf(await messageOf(together)), [], template.slice(0, 20))
  }
})

test('the Markdown of a viewer is shown letter by letter, on one line', () => {
  const evil = ['@everyone', '<@&123>', '[free](https://evil.example)', '||secret||', '# big\n> quote', '`code`', 'https://evil.example']
  assert.deepEqual(evil.map(escaped), [
    '\\@everyone',
    '\\<\\@\\&123\\>',
    '\\[free\\]\\(https\\:\\/\\/evil\\.example\\)',
    '\\|\\|secret\\|\\|',
    '\\# big \\> quote',
    '\\`code\\`',
    'https\\:\\/\\/evil\\.example',
  ])
})

test('Discord’s pauses are kept: of one webhook, of all, and before one is asked for', async (t) => {
  const { service, tell } = await scene(t)
  service.become({ pause: 1.337 }, { pause: 7, global: true }, 'last', 'away')
  const early = { state: 'retry', why: 'Discord asked for a pause', isBusy: true, isEarly: true }
  assert.deepEqual(
    [await tell(), await tell(), await tell(), await tell()],
    [
      { ...early, askedMs: 1337 },
      { ...early, askedMs: 7000, isEverywhere: true },
      { state: 'ok', pauseMs: 250 },
      { state: 'retry', why: 'Discord answered 503', isBusy: true },
    ],
  )
})

test('a webhook that is gone, a wrong token and a message that was refused are told apart', async (t) => {
  const { service, tell } = await scene(t)
  service.become('gone', 'wrong token')
  const refused = discord.verdict({ status: 400, headers: new Headers(), text: '' }, 0)
  assert.deepEqual(
    [await tell(), await tell(), refused].map(({ state, ...rest }) => [state, 'isKey' in rest]),
    [
      ['gone', false],
      ['refused', true],
      ['refused', false],
    ],
  )
})

test('what waits for Discord holds names as they are, so that erasing a viewer finds them', () => {
  const kept = JSON.parse(written('gift', {}, named('Luna_★ [x]')))
  assert.deepEqual([kept.values.user, kept.words.includes('Luna')], ['Luna_★ [x]', false])
})

test('what cannot be read any more is refused, and nothing else with it', async (t) => {
  const { service, tell } = await scene(t)
  const verdict = await tell([entryOf(1, { body: '{"title":"x"}' })])
  assert.deepEqual([verdict.state, service.asked.length], ['refused', 0])
})
