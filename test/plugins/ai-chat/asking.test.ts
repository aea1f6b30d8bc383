import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createBudget } from '../../../plugins/ai-chat/live/budget.ts'
import { createAsking } from '../../../plugins/ai-chat/services/asking.ts'
import { createRest } from '../../../plugins/ai-chat/services/rest.ts'
import type { Behaviour } from '../../stand-ins/ai/behaviour.ts'
import { startAiServer } from '../../stand-ins/ai/server.ts'
import { createRecordingHost } from '../../support/recording-host.ts'
import { KEY } from './asked.ts'
import { read } from './read.ts'

const PRICES = [{ model: 'gpt-4o-mini', input: 1, output: 2 }]

/** OpenAI first and a local server behind it, both at stand-ins. */
async function openCase(t: TestContext, first: readonly Behaviour[], more: Record<string, unknown> = {}) {
  const [openai, local] = [await startAiServer(t, ...first), await startAiServer(t, { says: ['From here.'] })]
  const urls = { openaiUrl: `${openai.url}/v1`, localUrl: local.url }
  const settings = read({ service: 'openai', openaiKey: KEY, ...urls, prices: PRICES, ...more })
  const { host, lines } = createRecordingHost()
  const budget = createBudget(host.kv, settings.budget, { now: () => 0, warn: () => {}, stopped: () => {} })
  const ask = createAsking({ settings, budget, rest: createRest(() => 0), log: host.log })
  let begun = 0
  const question = { live: 'live', system: 'You are Nova.', turns: [{ role: 'user', text: 'hi' }], begun: () => void begun++ } as const
  const say = (
    persona: { service?: 'any' | 'none' | 'compatible' | 'anthropic'; model?: string } = {},
    signal = new AbortController().signal,
  ) => ask({ ...question, persona: { service: 'any', model: '', ...persona } }, signal)
  return { openai, local, lines, say, spent: () => budget.spent('live'), begun: () => begun }
}

const fails = (status: number, more: object = {}) => ({ fails: { status, ...more } })

test('what an answer cost is what the service counted, and where it counts nothing as much as it can have been', async (t) => {
  const { openai, say, spent } = await openCase(t, [{ usage: { input: 100, output: 10 } }])
  await say()
  assert.deepEqual(await spent(), { tokens: 110, micros: 120, part: 110 / 200_000, hasStopped: false })
  openai.behave({ usage: 'unsaid' })
  await say()
  // Half of the bytes, a little for each item, and all that was allowed: more than it can have been.
  assert.equal((await spent()).tokens, 110 + 8 + 20 + 150)
})

test('what was refused costs nothing, and what broke off as much as it can have', async (t) => {
  const { openai, say, spent } = await openCase(t, [fails(429)])
  await say()
  assert.equal((await spent()).tokens, 0)
  openai.behave({ vice: 'cut' })
  await say()
  assert.ok((await spent()).tokens >= 150)
})

test('a live that spent its budget asks no model any more', async (t) => {
  const { openai, say, begun } = await openCase(t, [{ usage: { input: 300, output: 10 } }], { tokensPerLive: 400 })
  assert.ok('text' in (await say()))
  assert.deepEqual(await say(), { silent: 'budget' })
  assert.deepEqual([openai.received.length, begun()], [1, 1])
})

test('where the first service fails the second answers; each failure is one sentence, said once', async (t) => {
  const { openai, local, lines, say } = await openCase(t, [fails(503)], { fallback: 'compatible' })
  for (let n = 0; n < 2; n += 1) {
    const said = await say()
    assert.deepEqual('text' in said && [said.text, said.service], ['From here.', 'compatible'])
  }
  assert.deepEqual(
    lines.map(({ message }) => message),
    ['OpenAI is busy (503)'],
  )
  assert.deepEqual([openai.received.length, local.received.length], [2, 2])
})

test('a wrong key is not tried again', async (t) => {
  const { openai, lines, say } = await openCase(t, [fails(401)])
  assert.deepEqual([await say(), await say()], [{ silent: 'failed' }, { silent: 'nobody' }])
  assert.equal(openai.received.length, 1)
  assert.deepEqual(
    lines.map(({ message }) => message),
    ['OpenAI refused the key (401); enter it again in the settings of AI chat'],
  )
})

test('a service that is busy for a moment is asked once more after it, and one that is for long is left alone', async (t) => {
  const { openai, say } = await openCase(t, [fails(429, { retryAfterMs: '1' }), {}])
  assert.ok('text' in (await say()))
  assert.equal(openai.received.length, 2)
  openai.behave(fails(429, { retryAfter: '60' }))
  assert.deepEqual([await say(), await say()], [{ silent: 'failed' }, { silent: 'nobody' }])
  assert.equal(openai.received.length, 3)
})

test('a model that takes no temperature is asked without one from then on', async (t) => {
  const { openai, say } = await openCase(t, [fails(400, { says: 'temperature does not support 0.7' }), {}])
  assert.ok('text' in (await say()))
  assert.ok('text' in (await say()))
  assert.deepEqual(
    openai.received.map(({ body }) => body.temperature),
    [0.7, undefined, undefined],
  )
})

test('a persona with a service of its own is answered by that alone, and one without any by none', async (t) => {
  const { openai, local, say } = await openCase(t, [{}])
  const said = await say({ service: 'compatible', model: 'qwen' })
  assert.deepEqual('model' in said && said.model, 'qwen')
  assert.deepEqual([await say({ service: 'anthropic' }), await say({ service: 'none' })], [{ silent: 'nobody' }, { silent: 'nobody' }])
  assert.deepEqual([openai.received.length, local.received[0]?.body.model], [0, 'qwen'])
})

test('a refusal is silence, and nobody else is asked in its place', async (t) => {
  const { local, say } = await openCase(t, [{ ends: 'refused' }], { fallback: 'compatible' })
  assert.deepEqual(await say(), { silent: 'refused' })
  assert.equal(local.received.length, 0)
})

test('what nobody waits for any more is let go without a word', async (t) => {
  const { openai, lines, say } = await openCase(t, [{ vice: 'stalled' }])
  const abort = new AbortController()
  const said = say({}, abort.signal)
  await openai.until(() => openai.received.length === 1)
  abort.abort()
  assert.deepEqual([await said, lines], [{ silent: 'stopped' }, []])
})
