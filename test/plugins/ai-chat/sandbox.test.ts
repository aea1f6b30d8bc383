import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { rehearse } from '#sdk/test'
import type { Behaviour } from '../../stand-ins/ai/behaviour.ts'
import { startAiServer } from '../../stand-ins/ai/server.ts'

const FOLDER = fileURLToPath(new URL('../../../plugins/ai-chat', import.meta.url))
const LIVE = '0b9d1a0e-6f0e-4a3c-9f56-2f2f6f0f8a11'
const NOW = () => ({ ingestedAt: new Date().toISOString(), source: 'live' }) as const

/** The plugin in its sandbox, and the service that it asks. */
async function open(t: TestContext, settings: Record<string, unknown> = {}, ...behaviours: readonly Behaviour[]) {
  const server = await startAiServer(t, ...behaviours)
  const plugin = await rehearse(FOLDER, {
    settings: { service: 'compatible', localUrl: server.url, viewerCoolDownSeconds: 0, ...settings },
    grants: { net: [server.host] },
  })
  t.after(plugin.stop)
  let count = 0
  const chat = (message: string, envelope: Record<string, unknown> = {}) =>
    plugin.send('chat', { message }, { ...NOW(), eventId: `chat:${++count}`, ...envelope })
  return { server, plugin, chat }
}

type Sent = { readonly published: readonly { readonly topic: string; readonly data: unknown }[] }
const told = ({ published }: Sent, topic: string) =>
  published.filter((one) => one.topic === topic).map(({ data }) => Object(data) as Record<string, unknown>)
const states = (sent: Sent) => told(sent, 'answers').map(({ state }) => state)

test('S2-070, S2-072, S2-090: a question goes to the persona that is meant, and its answer to the page and to /streaming', async (t) => {
  const { chat } = await open(t, {}, { says: ['Because light ', 'scatters.'] })
  const sent = await chat('!ask why is the sky blue?')
  assert.equal(sent.error, undefined)
  const head = { id: 'chat:1', persona: 'Nova' }
  assert.deepEqual(told(sent, 'answers'), [
    { state: 'thinking', ...head },
    { state: 'said', ...head, viewer: 'Tomáš K.', text: 'Because light scatters.', language: 'en', shownMs: 12_000 },
  ])
  const response = { sessionId: LIVE, personaName: 'Nova', responseText: 'Because light scatters.' }
  assert.deepEqual(told(sent, 'chatbot.response'), [{ ...response, senderName: 'Tomáš K.', messageId: 'chat:1' }])
})

test('S2-071: a persona without a model answers by its templates alone, and asks nobody', async (t) => {
  const { server, chat } = await open(t, { service: 'automatic', language: 'es' })
  const sent = await chat('!hello')
  assert.deepEqual(states(sent), ['said'])
  assert.match(String(told(sent, 'chatbot.response')[0]?.responseText), /^(Hello|¡Hola) Tomáš K\., /)
  assert.equal(server.received.length, 0)
})

test('S0-140: switched off, not even templates answer', async (t) => {
  const { server, plugin, chat } = await open(t, { enabled: 'off' })
  for (const message of ['!hello', '!ask why?']) assert.deepEqual((await chat(message)).published, [])
  const { state, problem } = Object((await plugin.act('status')).answer)
  assert.deepEqual([state, server.received.length], ['off', 0])
  assert.match(problem, /^AI chat answers nobody: it is switched off/)
})

test('chat that means nobody costs nothing: no message, no ask, no storage', async (t) => {
  const { server, chat } = await open(t)
  const { published, called } = await chat('good evening everybody')
  assert.deepEqual([published, called, server.received.length], [[], [], 0])
})

test('S2-085: what programs say by chatbot_message is answered, too, and what a plugin says in their name is not', async (t) => {
  const { server, plugin } = await open(t)
  const said = { name: 'chatbot_message', data: { senderName: 'Tipper', message: 'hi Nova' } }
  const forged = await plugin.send('custom', said, { ...NOW(), source: 'plugin' })
  const sent = await plugin.send('custom', said, { ...NOW(), source: 'api' })
  assert.equal(told(sent, 'chatbot.response')[0]?.senderName, 'Tipper')
  const other = await plugin.send('custom', { name: 'other', data: { message: '!ask' } }, { ...NOW(), source: 'api' })
  assert.deepEqual([other.published, forged.published, server.received.length], [[], [], 1])
})

test('what was said before is told along, and no more once its chat is deleted', async (t) => {
  const { server, plugin, chat } = await open(t, {}, { says: ['First.'] }, { says: ['Second.'] })
  await chat('!ask one')
  await chat('!ask two')
  const deleted = await plugin.send('chatDeleted', { messageIds: ['chat:1'], userIds: [] })
  assert.deepEqual(told(deleted, 'answers'), [{ state: 'gone', id: 'chat:1' }])
  await chat('!ask three')
  const said = server.received.map(({ body }) =>
    (body.messages as { role: string; content: string }[]).slice(1).map(({ content }) => content),
  )
  const user = (says: string) => JSON.stringify({ viewer: 'Tomáš K.', says })
  assert.deepEqual(said, [[user('one')], [user('one'), 'First.', user('two')], [user('two'), 'Second.', user('three')]])
})

test('a viewer all of whose chats are deleted is taken back with every answer', async (t) => {
  const { plugin, chat } = await open(t)
  await chat('!ask one')
  const deleted = await plugin.send('chatDeleted', { messageIds: [], userIds: ['6790987654321098765'] })
  assert.deepEqual(
    [states(deleted), (await plugin.act('status')).answer],
    [['gone'], { ...Object((await plugin.act('status')).answer), memory: 0 }],
  )
})

test('an answer that may not be shown is not: not on the page, not on /streaming, not in the memory', async (t) => {
  const { plugin, chat } = await open(t, { blocked: ['spoiler'] }, { says: ['Here is the SPOILER: he dies.'] })
  const sent = await chat('!ask how does it end?')
  assert.deepEqual([states(sent), told(sent, 'chatbot.response')], [['thinking', 'gone'], []])
  const status = Object((await plugin.act('status')).answer)
  assert.deepEqual([status.outcomes, status.memory], [{ moderated: 1 }, 0])
})

test('whatever goes wrong is silence for viewers and one sentence for the operator', async (t) => {
  for (const [behaviour, sentence] of [
    [{ fails: { status: 500 } }, /^The local server is busy \(500\)$/],
    [{ vice: 'html' }, /answered with a web page/],
    [{ vice: 'cut' }, /broke off/],
    [{ fails: { status: 404 } }, /does not take the request \(404, model_not_found\)/],
  ] as const) {
    const { chat } = await open(t, {}, behaviour)
    const sent = await chat('!ask why?')
    assert.deepEqual([sent.error, states(sent), told(sent, 'chatbot.response')], [undefined, ['thinking', 'gone'], []])
    assert.equal(sent.logged.length, 1)
    assert.match(sent.logged[0]?.message ?? '', sentence)
    assert.doesNotMatch(JSON.stringify(sent.logged), /Tomáš|why\?/)
  }
})

test('a service that says nothing in time is given up', async (t) => {
  const { server, chat } = await open(t, { firstTokenMs: 500 }, { vice: 'silent' })
  const sent = await chat('!ask why?')
  assert.match(sent.logged[0]?.message ?? '', /said nothing within 0\.5 s/)
  await server.until(() => server.closed() === 1)
})

test('without the grant of its address a service is not reached, and the sentence says so', async (t) => {
  const server = await startAiServer(t)
  const plugin = await rehearse(FOLDER, { settings: { service: 'compatible', localUrl: server.url }, deny: ['net'] })
  t.after(plugin.stop)
  const sent = await plugin.send('chat', { message: '!ask why?' }, NOW())
  assert.match(sent.logged.map(({ message }) => message).join(), /may not be reached: its address is neither in the settings/)
  assert.equal(server.received.length, 0)
})

test('chat of before, chat that waited too long, and viewers that are left out get no answer', async (t) => {
  const { server, plugin, chat } = await open(t, { who: 'subscribers' })
  await chat('!ask why?', { source: 'history' })
  await chat('!ask why?', { ingestedAt: new Date(Date.now() - 31_000).toISOString() })
  await chat('!ask why?', { user: { userId: '9', uniqueId: 'x', displayName: 'X', safeName: 'X', followRole: 1 } })
  assert.equal(server.received.length, 0)
  await chat('!ask why?', { user: { userId: '9', uniqueId: 'x', displayName: 'X', safeName: 'X', isSubscriber: true } })
  assert.deepEqual([server.received.length, Object((await plugin.act('status')).answer).outcomes], [1, { old: 1, said: 1 }])
})

test('a viewer who asks again and again is answered once', async (t) => {
  const { server, chat } = await open(t, { viewerCoolDownSeconds: 30 })
  for (let n = 0; n < 5; n += 1) await chat('!ask why?')
  assert.equal(server.received.length, 1)
})

test('the action ask tries a persona out and shows nothing to anybody', async (t) => {
  const { plugin } = await open(t, {}, { says: ['Hello, @Ana! /ban'], usage: { input: 30, output: 4 } })
  const { answer, published } = await plugin.act('ask', { text: 'who are you?', persona: 'nova', viewer: 'Ana' })
  assert.deepEqual(answer, {
    persona: 'Nova',
    answer: 'Hello, Ana! /ban',
    service: 'compatible',
    model: 'llama3.2',
    usage: { input: 30, output: 4 },
  })
  assert.deepEqual(published, [])
  assert.deepEqual((await plugin.act('ask', { text: 'hm' })).answer, { silent: 'nobody', why: 'No persona is meant by that' })
  assert.match((await plugin.act('ask', { text: 'hm', persona: 'Bob' })).error ?? '', /There is no persona "Bob"/)
})

test('a muted persona says nothing until it is unmuted, and the memory can be cleared', async (t) => {
  const { server, plugin, chat } = await open(t)
  assert.deepEqual((await plugin.act('mute', { persona: 'Nova' })).answer, { muted: ['Nova'] })
  assert.deepEqual(states(await chat('!ask why?')), [])
  await plugin.act('unmute', { persona: 'Nova' })
  await chat('!ask why?')
  assert.deepEqual((await plugin.act('clearMemory')).answer, { forgotten: 1 })
  await chat('!ask again?')
  assert.deepEqual(
    server.received.map(({ body }) => Object(body.messages).length),
    [2, 2],
  )
  assert.match((await plugin.act('mute', { persona: 'Bob' })).error ?? '', /There is no persona "Bob"/)
})

test('the status says what this live has spent, and is there for whoever looks later', async (t) => {
  const { plugin, chat } = await open(t, { tokensPerLive: 1000 }, { usage: { input: 800, output: 50 } })
  const sent = await chat('!ask why?')
  const { answer } = await plugin.act('status')
  assert.deepEqual(told(sent, 'status').at(-1), answer)
  const { budget, state, live, outcomes } = Object(answer)
  const expected = { state: 'low', tokens: 850, dollars: 0, part: 0.85, ofTokens: 1000, ofDollars: 1 }
  assert.deepEqual({ budget, state, live, outcomes }, { budget: expected, state: 'on', live: LIVE, outcomes: { said: 1 } })
  assert.match(sent.logged.map(({ message }) => message).join(), /nearly spent/)
  const stopped = await chat('!ask more?')
  assert.deepEqual([states(stopped), Object(told(stopped, 'status').at(-1)).budget.state], [[], 'spent'])
})
