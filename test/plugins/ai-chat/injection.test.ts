import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createCompose } from '../../../plugins/ai-chat/answer/compose.ts'
import { createBudget } from '../../../plugins/ai-chat/live/budget.ts'
import { createMemory } from '../../../plugins/ai-chat/live/memory.ts'
import { createAsking } from '../../../plugins/ai-chat/services/asking.ts'
import { createRest } from '../../../plugins/ai-chat/services/rest.ts'
import type { ServiceName } from '../../../plugins/ai-chat/services/services.ts'
import { startAiServer } from '../../stand-ins/ai/server.ts'
import { createRecordingHost } from '../../support/recording-host.ts'
import { KEY } from './asked.ts'
import { NASTY } from './nasty.ts'
import { read } from './read.ts'

const PROMPT = 'You are the co-host of a live.'
const NOVA = read({ personas: [{ name: 'Nova', prompt: PROMPT, templates: ['{{answer}}'] }] }).personas[0]

/** Answers by a service at the stand-in, of its parts. */
async function openCase(t: TestContext, service: ServiceName) {
  const server = await startAiServer(t, { says: ['Fine.'] })
  const urls = { openaiUrl: `${server.url}/v1`, anthropicUrl: server.url, geminiUrl: server.url, localUrl: server.url }
  const keys = { openaiKey: KEY, anthropicKey: KEY, geminiKey: KEY }
  const settings = read({ service, ...urls, ...keys, tokensPerLive: 1e8, dollarsPerLive: 1000 })
  const { host, lines } = createRecordingHost()
  const budget = createBudget(host.kv, settings.budget, { now: Date.now, warn: () => {}, stopped: () => {} })
  const memory = createMemory(6)
  const ask = createAsking({ settings, budget, rest: createRest(Date.now), log: host.log })
  const compose = createCompose({ settings, ask, memory, moderate: async () => true, random: () => 0 })
  assert.ok(NOVA)
  const persona = NOVA
  const say = (viewer: string, question: string) =>
    compose({ persona, question }, { eventId: 'e', viewer, sessionId: 's' }, { signal: new AbortController().signal, begun: () => {} })
  return { server, memory, lines, say }
}

/** What is told to a model in no viewer's name, and what in one. */
const SPLIT: Readonly<
  Record<
    ServiceName,
    (body: Record<string, unknown>) => { readonly system: unknown; readonly users: readonly unknown[]; readonly rest: object }
  >
> = {
  openai: splitChat,
  compatible: splitChat,
  ollama: splitChat,
  anthropic: ({ system, messages, ...rest }) => ({ system, users: contents(messages, 'user'), rest }),
  gemini: ({ systemInstruction, contents: turns, ...rest }) => ({
    system: Object(systemInstruction).parts[0].text,
    users: list(turns).flatMap(({ role, parts }) => (role === 'user' ? [Object(parts)[0].text] : [])),
    rest,
  }),
}

function splitChat({ messages, ...rest }: Record<string, unknown>) {
  return { system: contents(messages, 'system').join(), users: contents(messages, 'user'), rest }
}

const list = (value: unknown) => value as readonly Record<string, unknown>[]
const contents = (messages: unknown, role: string) => list(messages).flatMap((message) => (message.role === role ? [message.content] : []))

for (const service of ['openai', 'anthropic', 'gemini', 'compatible', 'ollama'] as const) {
  test(`what ${NASTY.length} nasty viewers write and are called reaches ${service} only inside the JSON of a user's item`, async (t) => {
    const { server, memory, lines, say } = await openCase(t, service)
    await say('Luna', 'hello')
    const calm = SPLIT[service](server.received[0]?.body ?? {})
    for (const text of NASTY) {
      memory.clear()
      memory.keep('s', 'Nova', { eventId: 'before', viewer: text, says: text, answer: 'Earlier.' })
      await say(text, text)
      const { system, users, rest } = SPLIT[service](server.received.at(-1)?.body ?? {})
      assert.deepEqual([system, rest], [calm.system, calm.rest], text)
      assert.equal(users.length, 2)
      for (const user of users) {
        const said: unknown = JSON.parse(String(user))
        assert.deepEqual(Object.keys(Object(said)), ['viewer', 'says'])
        const { viewer, says } = said as { viewer: string; says: string }
        assert.ok(viewer.length <= 60 && says.length <= 400)
        assert.doesNotMatch(viewer + says, /[\p{Cc}\p{Cf}\p{Cs}]/u)
        assert.ok(!String(user).includes('\n'))
      }
    }
    assert.match(String(calm.system), new RegExp(`^Your name is Nova. ${PROMPT}\n`))
    assert.doesNotMatch(JSON.stringify(server.received.map(({ body }) => body)), new RegExp(KEY))
    assert.deepEqual(lines, [])
  })
}

test('T53, T54: whatever a model is brought to say comes out as one line of plain words', async (t) => {
  const { server, say } = await openCase(t, 'compatible')
  for (const text of NASTY) {
    server.behave({ says: [text] })
    const composed = await say('Luna', 'hello')
    if ('silent' in composed) continue
    assert.doesNotMatch(composed.text, /[<>@`\\\n\p{Cc}\u202a-\u202e\u2066-\u2069]|^[/!$]|:\/\/|\bwww\./u, text)
    assert.ok(composed.text.length <= 280)
  }
})
