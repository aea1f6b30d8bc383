import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EventOf, Host, User } from '#sdk'
import { SIMULATIONS } from '../../../core/desks/log/simulation.ts'
import type { Alert } from '../../../plugins/alerts/alert.ts'
import { worthOf } from '../../../plugins/alerts/overlay/worth.js'
import plugin from '../../../plugins/alerts/plugin.ts'
import { readSettings } from '../../../plugins/alerts/settings.ts'
import { createRecordingHost } from '../../support/recording-host.ts'
import { settlingOf } from '../../support/settling.ts'

const settle = await settlingOf('alerts')

const LUNA: User = { userId: '7', uniqueId: 'luna', displayName: 'Luna ✨', safeName: 'Luna' }
const ENVELOPE = {
  schemaVersion: '1',
  eventId: 'tiktok:1:2',
  seqNo: 9,
  streamId: 'tiktok:somebody',
  sessionId: 's',
  source: 'live',
  timestamp: '2026-01-01T12:00:00.000Z',
  ingestedAt: '2026-01-01T12:00:00.100Z',
} as const

const GIFT: EventOf<'gift'> = {
  ...ENVELOPE,
  eventType: 'gift',
  triggerId: 2,
  user: LUNA,
  payload: { giftId: '5655', giftName: 'Rose', giftCount: 5, coins: 5 },
}

/** What the plugin publishes for an event, under these settings. */
async function published(call: (host: Host) => unknown, settings: Record<string, unknown> = {}): Promise<readonly unknown[]> {
  const { host, published } = createRecordingHost({ id: 'alerts', settings: settle(settings) })
  await call(host)
  return published
}

test('a gift is published as one plain card', async () => {
  assert.deepEqual(await published((host) => plugin.on.gift(GIFT, host)), [
    {
      topic: 'alerts',
      data: {
        id: 'tiktok:1:2',
        key: 'gift:7:5655',
        kind: 'gift',
        name: 'Luna ✨',
        userId: '7',
        line: 'sent Rose',
        count: 5,
        coins: 5,
        unit: 'coins',
        unitOfOne: 'coin',
        words: { es: { name: 'Luna ✨', line: 'envió Rose', unit: 'monedas', unitOfOne: 'moneda' } },
        at: '2026-01-01T12:00:00.100Z',
        language: 'en',
        tiers: { coins: [100, 1000], cents: [500, 2000] },
        pace: { shortestMs: 2500, longestMs: 7000, largeMs: 10_000, waitingMax: 50, maxAgeMs: 60_000 },
        confetti: true,
        volume: 0.5,
      } satisfies Alert,
      ack: 'tiktok:1:2',
    },
  ])
})

test('what the streamer tries out says so, and the demo does not', async () => {
  const trial = (streamId: string) => published((host) => plugin.on.gift({ ...GIFT, source: 'simulator', streamId }, host))
  const isTrial = ([first]: readonly unknown[]) => (first as { data: Alert }).data.isTrial
  assert.deepEqual((await Promise.all([SIMULATIONS, 'simulator:demo'].map(trial))).map(isTrial), [true, undefined])
})

test('a gift below the smallest price makes no card', async () => {
  assert.deepEqual(await published((host) => plugin.on.gift(GIFT, host), { minCoins: 6 }), [])
  assert.equal((await published((host) => plugin.on.gift(GIFT, host), { minCoins: 5 })).length, 1)
})

test('a name of nothing but spaces is replaced by the safe name', async () => {
  const event: EventOf<'follow'> = {
    ...ENVELOPE,
    eventType: 'follow',
    triggerId: 4,
    user: { ...LUNA, displayName: '  ' },
    payload: {},
  }
  const [sent] = await published((host) => plugin.on.follow(event, host), { language: 'es' })
  assert.deepEqual(pick(sent, 'name', 'line'), { name: 'Luna', line: 'te sigue ahora' })
})

test('a tip has its money, its message and a name even when nobody is named', async () => {
  const event: EventOf<'tip'> = {
    ...ENVELOPE,
    eventType: 'tip',
    triggerId: 16,
    value: { amountCents: 1500, currency: 'EUR' },
    payload: { message: 'hello' },
  }
  const [sent] = await published((host) => plugin.on.tip(event, host))
  assert.deepEqual(pick(sent, 'name', 'message', 'amountCents', 'currency', 'coins'), {
    name: 'Somebody',
    message: 'hello',
    amountCents: 1500,
    currency: 'EUR',
    coins: undefined,
  })
})

test('own texts replace the shipped ones, and viewer text in them stays what it is', async () => {
  const event = { ...GIFT, payload: { ...GIFT.payload, giftName: '$& {name} $1' } }
  const [sent] = await published((host) => plugin.on.gift(event, host), { texts: { gift: 'threw {gift} at {nobody}' } })
  assert.deepEqual(pick(sent, 'line', 'unit'), { line: 'threw $& {name} $1 at {nobody}', unit: 'coins' })
})

test('one coin is a coin, also where coins have a word of their own', async () => {
  const inWords = async (settings: Record<string, unknown>) =>
    pick((await published((host) => plugin.on.gift(GIFT, host), settings))[0], 'unit', 'unitOfOne')
  assert.deepEqual(await inWords({ language: 'es' }), { unit: 'monedas', unitOfOne: 'moneda' })
  assert.deepEqual(await inWords({ texts: { coins: 'gems' } }), { unit: 'gems', unitOfOne: 'gems' })
  assert.deepEqual(await inWords({ texts: { coin: 'gem', coins: 'gems' } }), { unit: 'gems', unitOfOne: 'gem' })
  const alert = { unit: 'coins', unitOfOne: 'coin', language: 'en' } as Alert // The other fields are not looked at.
  assert.deepEqual(
    [1, 2, 1500].map((coins) => worthOf({ ...alert, coins })),
    ['1 coin', '2 coins', '1,500 coins'],
  )
})

test('what is large is never less than what is medium, and the longest time never less than the shortest', () => {
  const { show } = readSettings(settle({ shortestMs: 9000, mediumCoins: 5000 }))
  assert.deepEqual([show.pace.longestMs, show.pace.largeMs, show.tiers.coins], [9000, 10_000, [5000, 5000]])
})

function pick(sent: unknown, ...fields: readonly (keyof Alert)[]) {
  // What was published is the one above: a topic and an alert.
  const { data } = sent as { data: Alert }
  return Object.fromEntries(fields.map((field) => [field, data[field]]))
}

test('a subscription says the month from the second on, and its card is of its viewer; so is that of a share and of a tip', async () => {
  const subscribe = (payload: EventOf<'subscribe'>['payload']): EventOf<'subscribe'> => ({
    ...{ ...ENVELOPE, eventType: 'subscribe', triggerId: 7, user: LUNA },
    payload,
  })
  const share: EventOf<'share'> = { ...ENVELOPE, eventType: 'share', triggerId: 5, user: LUNA, payload: {} }
  const tip = (payload: EventOf<'tip'>['payload']): EventOf<'tip'> => ({
    ...{ ...ENVELOPE, eventType: 'tip', triggerId: 16, user: LUNA, value: { amountCents: 100, currency: 'EUR' } },
    payload,
  })
  const cards = [
    ...[{}, { subMonth: 1 }, { subMonth: 2 }].map((payload) => published((host) => plugin.on.subscribe(subscribe(payload), host))),
    published((host) => plugin.on.share(share, host)),
    published((host) => plugin.on.tip(tip({}), host)),
    published((host) => plugin.on.tip(tip({ tipperName: 'Moon' }), host)),
  ]
  assert.deepEqual(
    (await Promise.all(cards)).map(([sent]) => Object.values(pick(sent, 'kind', 'key', 'name', 'userId', 'line'))),
    [
      ['subscribe', 'subscribe:7', 'Luna ✨', '7', 'subscribed'],
      ['subscribe', 'subscribe:7', 'Luna ✨', '7', 'subscribed'],
      ['subscribe', 'subscribe:7', 'Luna ✨', '7', 'subscribed for 2 months'],
      ['share', 'share:7', 'Luna ✨', '7', 'shared the live'],
      ['tip', 'tip:tiktok:1:2', 'Luna ✨', '7', 'sent a tip'],
      ['tip', 'tip:tiktok:1:2', 'Moon', '7', 'sent a tip'],
    ],
  )
})
