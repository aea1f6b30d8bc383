import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { exchange } from '../../plugins/ai-chat/services/exchange.ts'
import { SERVICES, type ServiceName } from '../../plugins/ai-chat/services/services.ts'
import { packagesFolder } from '../../scripts/packages-place.mjs'
import { ASK, accessTo, KEY, LIMITS } from '../plugins/ai-chat/asked.ts'
import type { Behaviour } from '../stand-ins/ai/behaviour.ts'
import { type AiServer, type Received, startAiServer } from '../stand-ins/ai/server.ts'

/** What a maker's client made of an answer. */
type Read = { readonly text: string; readonly end: unknown; readonly input: unknown; readonly output: unknown }
type Maker = { ask(server: AiServer, isStream: boolean): Promise<Read> }

const SAYS = ['¡Hola, ', 'Mateo! ', '😀']
const USAGE = { input: 42, output: 9 }
const TURNS = ASK.turns.map(({ role, text }) => ({ role, content: text }))

let makers: Readonly<Record<'openai' | 'compatible' | 'anthropic' | 'gemini', Maker>>
before(() => {
  const load = createRequire(join(packagesFolder('official-clients'), 'package.json'))
  makers = {
    openai: openaiMaker(load, 'max_completion_tokens'),
    compatible: openaiMaker(load, 'max_tokens'),
    anthropic: anthropicMaker(load),
    gemini: geminiMaker(load),
  }
})

// The clients' own types are installed beside the checkout, where the compiler does not look.
type Loose = (...given: readonly unknown[]) => Promise<Record<string, unknown>>
type Client = Record<string, Record<string, Record<string, Loose>>> & Record<string, Record<string, Loose>>

function openaiMaker(load: NodeJS.Require, limit: 'max_completion_tokens' | 'max_tokens'): Maker {
  return {
    async ask({ url }, isStream) {
      const { OpenAI } = load('openai') as { OpenAI: new (options: object) => Client }
      const client = new OpenAI({ apiKey: KEY, baseURL: `${url}/v1`, maxRetries: 0 })
      const messages = [{ role: 'system', content: ASK.system }, ...TURNS]
      const body = {
        model: ASK.model,
        messages,
        [limit]: 150,
        temperature: 0.7,
        ...(isStream && { stream: true, stream_options: { include_usage: true } }),
      }
      const answer = await client.chat?.completions?.create?.(body)
      if (!isStream)
        return {
          text: at(answer, 'choices', 0, 'message', 'content'),
          end: at(answer, 'choices', 0, 'finish_reason'),
          ...openaiUsage(answer),
        }
      let read: Read = { text: '', end: undefined, input: undefined, output: undefined }
      for await (const part of parts(answer)) {
        const text = read.text + (at(part, 'choices', 0, 'delta', 'content') ?? '')
        const usage = at(part, 'usage') ? openaiUsage(part) : {}
        read = { ...read, text, end: at(part, 'choices', 0, 'finish_reason') ?? read.end, ...usage }
      }
      return read
    },
  }
}

const openaiUsage = (from: unknown) => ({ input: at(from, 'usage', 'prompt_tokens'), output: at(from, 'usage', 'completion_tokens') })

function anthropicMaker(load: NodeJS.Require): Maker {
  return {
    async ask({ url }, isStream) {
      const { Anthropic } = load('@anthropic-ai/sdk') as { Anthropic: new (options: object) => Client }
      const client = new Anthropic({ apiKey: KEY, baseURL: url, maxRetries: 0 })
      const body = { model: ASK.model, max_tokens: 150, system: ASK.system, messages: TURNS, temperature: 0.7 }
      const call = isStream ? client.messages?.stream?.(body) : client.messages?.create?.(body)
      const message = isStream ? await (call as unknown as { finalMessage(): Promise<unknown> }).finalMessage() : await call
      const usage = { input: at(message, 'usage', 'input_tokens'), output: at(message, 'usage', 'output_tokens') }
      return { text: at(message, 'content', 0, 'text'), end: at(message, 'stop_reason'), ...usage }
    },
  }
}

function geminiMaker(load: NodeJS.Require): Maker {
  return {
    async ask({ url }, isStream) {
      const { GoogleGenAI } = load('@google/genai') as { GoogleGenAI: new (options: object) => Client }
      const client = new GoogleGenAI({ apiKey: KEY, httpOptions: { baseUrl: url } })
      const contents = ASK.turns.map(({ role, text }) => ({ role: role === 'user' ? 'user' : 'model', parts: [{ text }] }))
      const body = { model: ASK.model, contents, config: { systemInstruction: ASK.system, maxOutputTokens: 150, temperature: 0.7 } }
      const read = (answer: unknown): Read => ({
        text: at(answer, 'text') ?? '',
        end: at(answer, 'candidates', 0, 'finishReason'),
        input: at(answer, 'usageMetadata', 'promptTokenCount'),
        output: at(answer, 'usageMetadata', 'candidatesTokenCount'),
      })
      if (!isStream) return read(await client.models?.generateContent?.(body))
      let whole: Read = read({})
      for await (const part of parts(await client.models?.generateContentStream?.(body))) {
        const next = read(part)
        whole = { ...next, text: whole.text + next.text }
      }
      return whole
    },
  }
}

const MADE = [
  ['openai', 'S0-130', { whole: 'stop', cut: 'length' }],
  ['compatible', 'S0-133', { whole: 'stop', cut: 'length' }],
  ['anthropic', 'S0-131', { whole: 'end_turn', cut: 'max_tokens', refused: 'refusal' }],
  ['gemini', 'S0-132', { whole: 'STOP', cut: 'MAX_TOKENS', refused: 'SAFETY' }],
] as const

for (const [name, id, ends] of MADE) {
  test(`${id}: the maker’s client reads of the stand-in for ${name} what it says, streamed and whole`, async (t) => {
    for (const [end, word] of Object.entries(ends)) {
      // The keys of the table are ends.
      const server = await startAiServer(t, { says: SAYS, usage: USAGE, ends: end as NonNullable<Behaviour['ends']> })
      for (const isStream of [true, false]) {
        assert.deepEqual(await makers[name].ask(server, isStream), { text: SAYS.join(''), end: word, ...USAGE }, `${end} ${isStream}`)
      }
    }
  })

  test(`${id}: what we send to ${name} is what the maker’s client sends, field by field`, async (t) => {
    const server = await startAiServer(t)
    for (const isStream of [true, false]) {
      await makers[name].ask(server, isStream)
      await askOurselves(server, name, isStream)
      const [theirs, ours] = server.received.slice(-2)
      assert.ok(theirs && ours)
      assert.equal(ours.path, theirs.path)
      assert.equal(ours.method, theirs.method)
      assert.deepEqual(ours.body, comparable(theirs), `${isStream}`)
      for (const header of ['authorization', 'x-goog-api-key', 'anthropic-version', 'x-api-key', 'content-type'])
        assert.equal(ours.headers[header], theirs.headers[header], header)
    }
  })
}

test('the makers’ clients take the stand-ins’ errors for what they are', async (t) => {
  for (const [name] of MADE) {
    for (const status of [401, 404, 429, 503]) {
      const server = await startAiServer(t, { fails: { status, says: 'Said why' } })
      const error = await makers[name].ask(server, false).catch((thrown: unknown) => thrown)
      assert.equal(at(error, 'status'), status, `${name} ${status}`)
      assert.match(String(error), /Said why/)
    }
  }
})

test('a failure in the middle of a stream is one for the makers’ clients, too', async (t) => {
  for (const [name] of MADE) {
    const server = await startAiServer(t, { vice: 'error-midway' })
    await assert.rejects(makers[name].ask(server, true), `${name}`)
  }
})

function askOurselves(server: AiServer, name: ServiceName, isStream: boolean) {
  const signal = new AbortController().signal
  return exchange({ wire: SERVICES[name].wire, access: accessTo(server.url, name), ask: ASK, isStream, limits: LIMITS, signal })
}

/** The client's body as it means it: `role: user` beside Gemini's system text says nothing, and `stream: false` is as good as none. */
function comparable({ body }: Received): unknown {
  const { stream, systemInstruction, ...rest } = body
  const system = Object(systemInstruction) as Record<string, unknown>
  return {
    ...rest,
    ...(stream === true && { stream }),
    ...(systemInstruction !== undefined && { systemInstruction: { parts: system.parts } }),
  }
}

// What is found is only compared.
const at = (from: unknown, ...path: readonly (string | number)[]): never =>
  path.reduce<unknown>((value, key) => (value === null || value === undefined ? undefined : Reflect.get(Object(value), key)), from) as never

const parts = (stream: unknown) => stream as AsyncIterable<unknown>
