import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fixtureOf } from '../../../core/rehearsal/events.ts'
import { type Called, contextOf } from '../../../plugins/tikfinity/calls/context.ts'
import { createAnswer } from '../../../plugins/tikfinity/tool/answer.ts'
import { valuesOfContext } from '../../../plugins/tikfinity/tool/context.ts'
import { inputOf } from '../../../plugins/tikfinity/tool/input.ts'
import type { Offer } from '../../../plugins/tikfinity/tool/offers.ts'
import type { EventOf } from '../../../schemas/types.ts'

const OFFERS: readonly Offer[] = [
  { category: 'On stream', name: 'Confetti', action: 'overlays.animate', input: '{"type":"confetti"}' },
  { category: 'Sound', name: 'Say it', action: 'tts.say', input: '{"text":"{user}: {message}"}' },
]
const APP = 'https://app.example'

function tool() {
  const ran: unknown[] = []
  const answer = createAnswer({
    ...{ offers: OFFERS, version: '1.0.0', origins: [APP] },
    async run(offer, context) {
      if (offer.name === 'Confetti') throw new Error('No page is open')
      ran.push([offer.action, inputOf(offer.input, valuesOfContext(context))])
    },
  })
  const ask = async (
    path: string,
    {
      body,
      method = body === undefined ? 'GET' : 'POST',
      headers = {},
    }: { body?: string; method?: string; headers?: Record<string, string> } = {},
  ) => {
    const response = await answer(new Request(`http://127.0.0.1:8832${path}`, { method, headers, ...(body !== undefined && { body }) }))
    return { status: response.status, headers: response.headers, json: response.status === 204 ? undefined : await response.json() }
  }
  return { ran, ask, exec: (order: unknown) => ask('/api/features/actions/exec', { body: JSON.stringify(order) }) }
}

test('tikfinity: TikFinity is told who this is, and what the operator offers', async () => {
  const { ask } = tool()
  assert.deepEqual((await ask('/api/app/info')).json, { data: { author: 'Showrunner', name: 'Showrunner', version: '1.0.0' } })
  assert.deepEqual((await ask('/api/features/categories')).json, {
    data: [
      { categoryId: 'On stream', categoryName: 'On stream' },
      { categoryId: 'Sound', categoryName: 'Sound' },
    ],
  })
  assert.deepEqual((await ask('/api/features/actions?categoryId=On%20stream')).json, {
    data: [{ actionId: 'Confetti', actionName: 'Confetti' }],
  })
  assert.equal((await ask('/api/features/actions?categoryId=none')).status, 404)
})

test('tikfinity: an action that TikFinity runs has the viewer’s texts as texts, whatever they hold', async () => {
  const { exec, ran } = tool()
  const context = { triggerTypeId: 11, userId: '1', username: 'luna', nickname: 'Lu "na', comment: '"},"provider":"x' }
  const { json } = await exec({ categoryId: 'Sound', actionId: 'Say it', context })
  assert.deepEqual(json, { data: [] })
  assert.deepEqual(ran, [['tts.say', { text: 'Lu "na: "},"provider":"x' }]])
})

test('tikfinity: what is not offered, no JSON or no context runs nothing that was not meant', async () => {
  const { exec, ask, ran } = tool()
  assert.equal((await exec({ categoryId: 'Sound', actionId: 'goals.add' })).status, 404)
  assert.equal((await exec({ categoryId: 'OBS', actionId: 'Say it' })).status, 404)
  assert.equal((await ask('/api/features/actions/exec', { body: 'categoryId=Sound' })).status, 404)
  assert.equal((await ask('/other')).status, 404)
  assert.deepEqual(ran, [])
  assert.equal((await exec({ categoryId: 'Sound', actionId: 'Say it', context: 'none' })).status, 200)
  assert.deepEqual(ran, [['tts.say', { text: ': ' }]])
})

test('tikfinity: an action that fails says why', async () => {
  const { status, json } = await tool().exec({ categoryId: 'On stream', actionId: 'Confetti', context: {} })
  assert.deepEqual([status, json], [500, { message: 'No page is open' }])
})

test('tikfinity: the page of TikFinity that the settings name may ask from a browser, and is told so; no other is', async () => {
  const { ask } = tool()
  const preflight = await ask('/api/features/actions/exec', { method: 'OPTIONS', headers: { origin: APP } })
  assert.equal(preflight.status, 204)
  assert.equal(preflight.headers.get('access-control-allow-origin'), APP)
  assert.equal(preflight.headers.get('access-control-allow-headers'), 'content-type')
  const other = await ask('/api/app/info', { headers: { origin: 'https://evil.example' } })
  assert.equal(other.headers.get('access-control-allow-origin'), null)
})

test('tikfinity: texts of an input are filled in, and one that is only a number’s name becomes the number', () => {
  const values = valuesOfContext({ coins: '30', repeatCount: 3, giftName: 'Rose', nickname: 'Luna' })
  assert.deepEqual(inputOf('{"amount":"{coins}","text":"{user}: {count} {gift} {nothing}","list":[true,"{gift}"]}', values), {
    amount: 30,
    text: 'Luna: 3 Rose {nothing}',
    list: [true, 'Rose'],
  })
  assert.throws(() => inputOf('{', values), SyntaxError)
})

test('S3-038: a tool is told TikFinity’s own numbers of what happened, and the fields of its context', async () => {
  const contexts = await Promise.all(
    (['share', 'join', 'like', 'follow', 'subscribe', 'chat', 'emote'] as const).map(async (type) =>
      contextOf((await fixtureOf(type)) as EventOf<Called>, {}),
    ),
  )
  assert.deepEqual(
    contexts.map((context) => (context as { triggerTypeId: number }).triggerTypeId),
    [1, 6, 7, 9, 10, 11, 12],
  )
  const gift = (await fixtureOf('gift', { giftId: '5655', giftName: 'Rose', giftCount: 3, coins: 3 })) as EventOf<Called>
  const chat = (await fixtureOf('chat', { message: '!jump' })) as EventOf<Called>
  const { userId, uniqueId: username, displayName: nickname, avatarUrl = '' } = gift.user
  const owner = { tikfinityUserId: 0, tikfinityUsername: gift.streamId.split(':')[1] }
  assert.deepEqual(contextOf(gift, { gift: 'Rose' }), {
    ...{ userId, username, nickname, profilePictureUrl: avatarUrl, giftId: 5655, giftName: 'Rose', coins: 3, repeatCount: 3 },
    ...{ triggerTypeId: 4, ...owner },
  })
  assert.equal((contextOf(gift, {}) as { triggerTypeId: number }).triggerTypeId, 3)
  assert.equal((contextOf(chat, { word: '!jump' }) as { triggerTypeId: number }).triggerTypeId, 2)
})
