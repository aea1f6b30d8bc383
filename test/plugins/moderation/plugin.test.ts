import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startModeration } from './rehearsed.ts'

test('S0-139: a chat with a bad word is hidden, and others pass', async (t) => {
  const { say } = await startModeration(t)
  assert.deepEqual(
    [await say('eres un g1l1p0ll4s'), await say('hola a todos'), await say('my computadora, a grape, an assessment')],
    ['A strong word', undefined, undefined],
  )
})

test('S0-139: moderation that is switched off hides nothing', async (t) => {
  const { say, ask } = await startModeration(t, { enabled: false })
  assert.deepEqual([await say('eres un gilipollas'), await ask('check', { text: 'puta' })], [undefined, { ok: true }])
})

test('a question is looked at like a chat, and a name like what is said', async (t) => {
  const { intercept, say } = await startModeration(t)
  const { hide } = await intercept(
    'question',
    { question: 'why are you such a b1tch' },
    { user: { userId: '1', uniqueId: 'a', displayName: 'A', safeName: 'A' } },
  )
  assert.deepEqual([hide, await say('hola', { user: { displayName: 'P U T A' } })], ['A strong word', 'A name with a strong word'])
})

test('who is called by a bad handle, because nothing of the name can be said aloud, is hidden', async (t) => {
  const { say } = await startModeration(t)
  assert.deepEqual(
    [
      await say('hola', { user: { displayName: '🔥', uniqueId: 'puta.madre', safeName: 'puta.madre' } }),
      await say('hola', { user: { displayName: '🔥', uniqueId: 'luna', safeName: 'luna' } }),
    ],
    ['A name with a strong word', undefined],
  )
})

test('a name is checked as a name, whether a text comes with it or not', async (t) => {
  const usual = await startModeration(t)
  const without = await startModeration(t, { filters: { names: 'off' } })
  assert.deepEqual(
    [
      await usual.ask('check', { name: 'p*ta' }),
      await usual.ask('check', { name: 'www.luna.com' }),
      await usual.ask('check', { text: 'hola', name: 'p*ta' }),
      await without.ask('check', { name: 'p*ta' }),
    ],
    [
      { ok: false, filter: 'names', reason: 'A name with a strong word' },
      { ok: true },
      { ok: false, filter: 'names', reason: 'A name with a strong word' },
      { ok: true },
    ],
  )
})

test('strictness says which lists count', async (t) => {
  const light = await startModeration(t, { strictness: 'light' })
  const strict = await startModeration(t, { strictness: 'strict' })
  assert.deepEqual(
    [await light.say('puta'), await light.say('kill yourself'), await strict.say('que idiota')],
    [undefined, 'A severe word', 'A mild word'],
  )
})

test('moderators are exempt unless said, friends and handles when said', async (t) => {
  const usual = await startModeration(t)
  const other = await startModeration(t, { exemptModerators: false, exemptFriends: true, exemptHandles: ['@Streamer'] })
  const bad = 'puta vida'
  assert.deepEqual(
    [
      await usual.say(bad, { user: { isModerator: true } }),
      await usual.say(bad, { user: { isFriend: true } }),
      await other.say(bad, { user: { isModerator: true } }),
      await other.say(bad, { user: { isFriend: true } }),
      await other.say(bad, { user: { uniqueId: 'streamer' } }),
    ],
    [undefined, 'A strong word', 'A strong word', undefined, undefined],
  )
})

test('a word that a moderator blocks or allows counts at once, and no longer when it is taken back', async (t) => {
  const { say, ask } = await startModeration(t, { blockWords: ['spoil*'] })
  const before = await say('el final es triste')
  await ask('blockWord', { word: 'el final' })
  const blocked = [await say('EL   F1NAL fue'), await say('no spoilers')]
  const [entry] = (await ask('log')) as readonly { id: string }[]
  await ask('unblockWord', { word: 'el final' })
  await ask('allowWord', { word: 'puta' })
  const after = [await say('el final fue otro'), await say('puta')]
  assert.ok(entry)
  assert.deepEqual([before, blocked, after], [undefined, ['A blocked word', 'A blocked word'], [undefined, undefined]])
})

test('a chat that is held waits in a list, and is said as an event of its own once it is approved', async (t) => {
  const { say, ask, act } = await startModeration(t, { filters: { links: 'hold' } })
  await say('mira ejemplo punto com')
  const [held] = (await ask('held')) as readonly { id: string; text: string }[]
  const { emitted, published } = await act('approve', { id: held?.id })
  assert.deepEqual(
    [held?.text, emitted, published.at(-1)?.data, await ask('held')],
    [
      'mira ejemplo punto com',
      [
        {
          eventType: 'chat',
          user: { userId: '7', uniqueId: 'luna', displayName: 'Luna', safeName: 'Luna' },
          payload: { message: 'mira ejemplo punto com' },
        },
      ],
      { held: 0, entries: 2, muted: 0 },
      [],
    ],
  )
})

test('a chat that is rejected stays hidden, and a second moderator is told that it is gone', async (t) => {
  const { say, ask, act } = await startModeration(t, { filters: { links: 'hold' } })
  await say('www.example.com')
  const [held] = (await ask('held')) as readonly { id: string }[]
  const { emitted } = await act('reject', { id: held?.id })
  await assert.rejects(ask('approve', { id: held?.id }), /somebody was faster/)
  assert.deepEqual(emitted, [])
})

test('a hundred chats wait at most; the oldest stays hidden for good', async (t) => {
  const { say, ask } = await startModeration(t, { filters: { links: 'hold', flood: 'off', repeat: 'off' } })
  for (let at = 0; at < 102; at++) await say(`www.example.com/${at}`, { user: { userId: String(at) } })
  const held = (await ask('held')) as readonly { text: string }[]
  assert.deepEqual([held.length, held[0]?.text, held.at(-1)?.text], [100, 'www.example.com/2', 'www.example.com/101'])
})

test('a viewer who is muted is not seen, what was said is taken back, and ends with the live or when told', async (t) => {
  const { say, ask, act, send } = await startModeration(t)
  const { emitted, published } = await act('mute', { userId: '7', name: 'Luna' })
  const muted = [await say('hola'), await say('hola', { user: { userId: '8' } })]
  await send('streamEnd')
  const afterLive = await say('hola de nuevo')
  await ask('mute', { userId: '7', until: 'forever' })
  await send('streamEnd')
  const forever = await say('sigo aqui')
  await ask('unmute', { userId: '7' })
  assert.deepEqual(
    [emitted, published[0], muted, afterLive, forever, await say('por fin')],
    [
      [{ eventType: 'chatDeleted', payload: { messageIds: [], userIds: ['7'] } }],
      { topic: 'retract', data: { messageIds: [], userIds: ['7'] } },
      ['Its viewer is muted', undefined],
      undefined,
      'Its viewer is muted',
      undefined,
    ],
  )
})

const LIVE = { streamId: 'tiktok:luna', sessionId: 'session-1', source: 'live' } as const
const NEXT = { ...LIVE, sessionId: 'session-4' } as const
const TEST = { streamId: 'simulator:scenario', sessionId: 'session-2', source: 'simulator' } as const
const BY_HAND = { streamId: 'hand:other', sessionId: 'session-3', source: 'api' } as const
const REPLAY = { streamId: 'replay:tiktok:luna', sessionId: 'session-5', source: 'replay' } as const

test('a mute ends with the live it was made in: not with a test, a session by hand or a replay that ends meanwhile', async (t) => {
  const { say, ask, send } = await startModeration(t)
  await say('hola', { live: LIVE })
  await ask('mute', { userId: '7' })
  for (const other of [TEST, BY_HAND, REPLAY]) await send('streamEnd', { reason: 'ended' }, other)
  const meanwhile = await say('sigo', { live: LIVE })
  await send('streamEnd', { reason: 'ended' }, LIVE)
  assert.deepEqual([meanwhile, await ask('muted')], ['Its viewer is muted', []])
})

test('a mute outlasts a stop within its live, and ends when the next live of its stream begins', async (t) => {
  const { say, ask, send } = await startModeration(t)
  await say('hola', { live: LIVE })
  await ask('mute', { userId: '7' })
  await send('streamEnd', { reason: 'stopped' }, LIVE)
  const goesOn = [await say('sigo', { live: LIVE }), await say('otro', { user: { userId: '8' }, live: TEST })]
  assert.deepEqual(
    [goesOn, await say('hola de nuevo', { live: NEXT }), await ask('muted')],
    [['Its viewer is muted', undefined], undefined, []],
  )
})

test('a mute that is made while no live runs is for the next, whatever is tried out before it', async (t) => {
  const { say, ask, send } = await startModeration(t)
  await say('hola', { live: LIVE })
  await send('streamEnd', { reason: 'ended' }, LIVE)
  await ask('mute', { userId: '7' })
  await say('prueba', { user: { userId: '8' }, live: TEST })
  await send('streamEnd', { reason: 'ended' }, TEST)
  const next = await say('hola', { live: NEXT })
  await send('streamEnd', { reason: 'ended' }, BY_HAND)
  const later = await say('sigo', { live: NEXT })
  await send('streamEnd', { reason: 'ended' }, NEXT)
  assert.deepEqual([next, later, await ask('muted')], ['Its viewer is muted', 'Its viewer is muted', []])
})

test('a mute by a filter ends with the live of the chat, and a muted test viewer is not one of the next live', async (t) => {
  const { say, ask, send } = await startModeration(t, { filters: { words: 'mute' } })
  await say('puta', { live: TEST })
  await say('puta', { user: { userId: '8' }, live: LIVE })
  const muted = async () => ((await ask('muted')) as readonly { userId: string }[]).map(({ userId }) => userId)
  const both = await muted()
  await send('streamEnd', { reason: 'ended' }, TEST)
  const left = await muted()
  await send('streamEnd', { reason: 'ended' }, LIVE)
  assert.deepEqual([both, left, await muted()], [['7', '8'], ['8'], []])
})

test('a filter that mutes hides the chat and all that its viewer says next', async (t) => {
  const { say } = await startModeration(t, { filters: { words: 'mute' } })
  assert.deepEqual([await say('puta'), await say('hola')], ['A strong word', 'Its viewer is muted'])
})

test('a moderator takes back a chat that was shown, and the platform does; pages and plugins are told', async (t) => {
  const { act, send } = await startModeration(t)
  const byModerator = await act('hide', { eventId: 'tiktok:1:5', userId: '7' })
  const byPlatform = await send('chatDeleted', { messageIds: ['tiktok:1:6'], userIds: [] })
  const own = await send('chatDeleted', { messageIds: ['tiktok:1:5'], userIds: [] }, { source: 'plugin' })
  const topics = (outcome: { published: readonly { topic: string }[] }) => outcome.published.map(({ topic }) => topic)
  assert.deepEqual(
    [byModerator.emitted, topics(byModerator), topics(byPlatform), topics(own)],
    [[{ eventType: 'chatDeleted', payload: { messageIds: ['tiktok:1:5'], userIds: [] } }], ['retract', 'state'], ['retract', 'state'], []],
  )
})

test('what the log says can be taken back once: a hidden chat is said, a mute and a word end', async (t) => {
  const { say, ask, act } = await startModeration(t)
  await say('puta')
  await ask('mute', { userId: '9' })
  await ask('blockWord', { word: 'melon' })
  const [word, mute, hidden] = (await ask('log')) as readonly { id: string; what: string }[]
  const { emitted } = await act('undo', { id: hidden?.id })
  await ask('undo', { id: mute?.id })
  await ask('undo', { id: word?.id })
  await assert.rejects(ask('undo', { id: word?.id }), /taken back before/)
  await assert.rejects(ask('undo', { id: 'm999' }), /not there any more/)
  const after = [await say('melon'), await say('hola', { user: { userId: '9' } })]
  assert.deepEqual([hidden?.what, emitted.length, after, await ask('muted')], ['hidden', 1, [undefined, undefined], []])
})

test('who says too much, or the same again, is hidden; an event that comes twice is judged once', async (t) => {
  const { say } = await startModeration(t, { floodCount: 3, floodSeconds: 10, repeatCount: 1, repeatSeconds: 5 })
  const words = ['uno', 'dos', 'tres', 'cuatro']
  const flood = []
  for (const [at, word] of words.entries()) flood.push(await say(word, { at: at * 100, eventId: `f:${at}` }))
  const again = await say('cuatro', { at: 300, eventId: 'f:3' })
  const user = { userId: '8' }
  const repeat = [
    await say('sigueme', { user, at: 1000 }),
    await say('SIGUEME!!', { user, at: 2000 }),
    await say('sigueme', { user, at: 60_000 }),
  ]
  assert.deepEqual(
    [flood, again, repeat],
    [[undefined, undefined, undefined, 'Too many messages'], 'Too many messages', [undefined, 'Said before', undefined]],
  )
})

test('the same of many viewers at once is a raid', async (t) => {
  const { say } = await startModeration(t, { raidCount: 3 })
  const verdicts = []
  for (let at = 0; at < 5; at++) verdicts.push(await say('vengan todos a mi directo', { user: { userId: String(at) }, at }))
  assert.deepEqual(verdicts, [undefined, undefined, undefined, 'Said before', 'Said before'])
})

test('the log has its newest entries, however long the chats are', async (t) => {
  const { say, ask } = await startModeration(t, { filters: { flood: 'off', repeat: 'off' } })
  const long = `puta ${'😀'.repeat(400)}`
  for (let at = 0; at < 520; at++) await say(long, { user: { userId: String(at), displayName: 'ñ'.repeat(200) } })
  const log = (await ask('log', { limit: 100 })) as readonly { id: string }[]
  assert.deepEqual([log.length, log[0]?.id], [100, 'm520'])
})

test('no topic that pages hear has what was hidden', async (t) => {
  const { intercept } = await startModeration(t, { filters: { links: 'hold' } })
  const user = { userId: '7', uniqueId: 'luna', displayName: 'Luna', safeName: 'Luna' }
  const { published, logged } = await intercept('chat', { message: 'secret www.example.com' }, { user })
  assert.doesNotMatch(JSON.stringify([published, logged]), /secret|example|Luna|luna/)
})
