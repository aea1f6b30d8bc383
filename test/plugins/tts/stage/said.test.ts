import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ANNOUNCE } from '../../../../plugins/tts/stage/announce.ts'
import { chatSaid } from '../../../../plugins/tts/stage/chat.ts'
import { readStageSettings } from '../../../../plugins/tts/stage/settings.ts'
import { fixture } from '../../../support/recording-host.ts'
import { settlingOf } from '../../../support/settling.ts'

const settle = await settlingOf('tts')
const settings = (given: Record<string, unknown> = {}, env: Record<string, string> = {}) =>
  readStageSettings(settle(given), (name) => env[name])

test('a gift is said with its name, its giver and how many, more before less', async () => {
  const gift = await fixture('gift')
  const [said] = ANNOUNCE.gift(gift, settings())
  assert.deepEqual(said, {
    kind: 'gift',
    rank: 71,
    utterance: { message: { category: 'gift', name: 'Mira 🎨', gift: 'Rose', values: { count: 10, coins: 10 } } },
  })
  const [galaxy] = ANNOUNCE.gift({ ...gift, payload: { ...gift.payload, coins: 1000 } }, settings())
  assert.equal(galaxy?.rank, 77)
  assert.deepEqual(ANNOUNCE.gift(gift, settings({ minCoins: 11 })), [])
  assert.deepEqual(ANNOUNCE.gift(gift, settings({ gift: false })), [])
})

test('who gave a tip elsewhere is thanked by name, also without being a viewer here', async () => {
  const { user: _, ...tip } = await fixture('tip')
  const said = ANNOUNCE.tip({ ...tip, payload: { tipperName: 'Ana', message: 'Hola' } }, settings())
  assert.deepEqual(
    said.map(({ utterance }) => Object(utterance).message.name),
    ['Ana', 'Ana'],
  )
})

test('a tip is thanked for, then its words are read, before any gift', async () => {
  const tip = await fixture('tip')
  const said = ANNOUNCE.tip(tip, settings())
  assert.deepEqual(
    said.map(({ rank, utterance, tip }) => [rank, Object(utterance).message.category, Object(utterance).message.text, tip?.tipId]),
    [
      [84, 'tip', undefined, tip.eventId],
      [84, 'chat', 'For new strings. Thank you for the music!', tip.eventId],
    ],
  )
  assert.equal(ANNOUNCE.tip({ ...tip, payload: {} }, settings()).length, 1)
  assert.deepEqual(ANNOUNCE.tip(tip, settings({ minTipCents: 1251 })), [])
})

test('of each kind nothing is said where that is switched off, and a tip that is just enough is', async () => {
  const [tip, subscribe, follow, share] = await Promise.all([fixture('tip'), fixture('subscribe'), fixture('follow'), fixture('share')])
  const kinds = (of: ReturnType<typeof settings>) =>
    [ANNOUNCE.tip(tip, of), ANNOUNCE.subscribe(subscribe, of), ANNOUNCE.follow(follow, of), ANNOUNCE.share(share, of)].map(
      (said) => said[0]?.kind,
    )
  assert.deepEqual(kinds(settings({ share: true, minTipCents: 1250 })), ['tip', 'subscribe', 'follow', 'share'])
  assert.deepEqual(kinds(settings({ tip: false, subscribe: false, follow: false })), [undefined, undefined, undefined, undefined])
  assert.deepEqual(Object(ANNOUNCE.tip(tip, settings())[0]?.utterance).message.values, { amount: 12.5 })
})

test('chat is off until somebody wants it, by command or all of it, and of whom', async () => {
  const chat = await fixture('chat')
  const of = (message: string, given: Record<string, unknown>, user = {}) =>
    Object(
      chatSaid({ ...chat, user: { ...chat.user, isModerator: false, ...user }, payload: { ...chat.payload, message } }, settings(given))
        ?.utterance,
    ).message?.text
  assert.equal(of('!say hola', {}), undefined)
  assert.equal(of('!SAY  hola a todos', { chat: 'command' }), 'hola a todos')
  assert.equal(of('hola', { chat: 'command' }), undefined)
  assert.equal(of('!say', { chat: 'command' }), undefined)
  assert.equal(of('!di hola', { chat: 'command', chatCommand: '!di' }), 'hola')
  assert.equal(of('hola', { chat: 'everything' }), 'hola')
  assert.equal(of('hola', { chat: 'everything', chatFrom: 'subscribers' }), undefined)
  assert.equal(of('hola', { chat: 'everything', chatFrom: 'subscribers' }, { isSubscriber: true }), 'hola')
  assert.equal(of('hola', { chat: 'everything', chatFrom: 'followers' }, { followRole: 0 }), undefined)
  assert.equal(of('hola', { chat: 'everything', chatFrom: 'moderators' }, { isModerator: true }), 'hola')
})

test('S0-114: TTS_ENABLED switches speech, and the setting goes before it', () => {
  assert.equal(settings().isOn, true)
  for (const off of ['false', '0', 'no', 'OFF']) assert.equal(settings({}, { TTS_ENABLED: off }).isOn, false, off)
  assert.equal(settings({}, { TTS_ENABLED: 'true' }).isOn, true)
  assert.equal(settings({ enabled: true }, { TTS_ENABLED: 'false' }).isOn, true)
  assert.equal(settings({ enabled: false }, { TTS_ENABLED: 'true' }).isOn, false)
})

test('S0-141: FEATURE_TTS_ANNOUNCEMENTS switches announcements, and the setting goes before it', () => {
  assert.equal(settings().announces, true)
  assert.equal(settings({}, { FEATURE_TTS_ANNOUNCEMENTS: 'false' }).announces, false)
  assert.equal(settings({ announcements: true }, { FEATURE_TTS_ANNOUNCEMENTS: 'false' }).announces, true)
})

test('a command of blanks is the usual one', () => {
  assert.equal(settings({ chatCommand: ' ' }).chatCommand, '!say')
})
