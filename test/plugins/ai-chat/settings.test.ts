import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import type { Variable } from '../../../plugins/ai-chat/who-is-asked.ts'
import { read } from './read.ts'

const manifest = JSON.parse(await readFile(new URL('../../../plugins/ai-chat/plugin.manifest.json', import.meta.url), 'utf8'))
const schema = JSON.parse(await readFile(new URL('../../../plugins/ai-chat/settings.schema.json', import.meta.url), 'utf8'))

type Env = Partial<Record<Variable, string>>
const asked = (settings: Record<string, unknown> = {}, env: Env = {}) => read(settings, env).services

test('nobody is asked before the operator chooses, and one sentence says so', () => {
  const { services, problem, isOff } = read()
  assert.deepEqual([services, isOff], [[], false])
  assert.match(problem ?? '', /^AI chat asks no model yet: .* until then only templates answer$/)
})

test('S0-130, S0-131, S0-132: a key in the settings is enough, and comes before that of the environment', () => {
  for (const [name, field, variable] of [
    ['openai', 'openaiKey', 'OPENAI_API_KEY'],
    ['anthropic', 'anthropicKey', 'ANTHROPIC_API_KEY'],
    ['gemini', 'geminiKey', 'GOOGLE_AI_API_KEY'],
  ] as const) {
    assert.deepEqual(asked({ [field]: 'mine' }), [name])
    assert.deepEqual(asked({ service: name }, { [variable]: 'theirs' }), [name])
    assert.deepEqual(asked({}, { [variable]: 'theirs', AI_ENABLED: 'true' }), [name])
    // It may be there for speech.
    assert.deepEqual(asked({}, { [variable]: 'theirs' }), [])
    assert.equal(read({ [field]: 'mine' }, { [variable]: 'theirs' }).access[name].key, 'mine')
    assert.equal(read({}, { [variable]: 'theirs' }).access[name].key, 'theirs')
  }
})

test('S0-133, S0-145: a local server needs no key, and is at http://localhost:11434', () => {
  assert.deepEqual([asked({ service: 'ollama' }), asked({ service: 'compatible' })], [['ollama'], ['compatible']])
  assert.equal(read({ localUrl: '' }).access.ollama.url, 'http://localhost:11434')
  assert.ok(manifest.permissions.net.includes('localhost:11434'))
})

test('S0-145: an answer has at most 150 tokens, temperature 0.7, and who a persona is can be written', () => {
  const { maxTokens, temperature, personas } = read({ personas: [{ name: 'A', prompt: 'You are A.' }] })
  assert.deepEqual([maxTokens, temperature, personas[0]?.prompt], [150, 0.7, 'You are A.'])
})

test('S0-134: AI_ENABLED=false asks no model, and templates answer on; the settings win', () => {
  for (const no of ['false', '0', 'no', 'OFF']) {
    const { services, isOff, problem } = read({ openaiKey: 'k' }, { AI_ENABLED: no })
    assert.deepEqual([services, isOff], [[], false])
    assert.match(problem ?? '', /AI_ENABLED is off/)
  }
  assert.deepEqual(asked({ openaiKey: 'k', enabled: 'on' }, { AI_ENABLED: 'false' }), ['openai'])
})

test('S0-140: FEATURE_AI_CHAT_RESPONSES=false answers nobody at all; the settings win', () => {
  assert.equal(read({ openaiKey: 'k' }, { FEATURE_AI_CHAT_RESPONSES: 'false' }).isOff, true)
  assert.equal(read({ openaiKey: 'k', enabled: 'on' }, { FEATURE_AI_CHAT_RESPONSES: 'false' }).isOff, false)
  assert.equal(read({ openaiKey: 'k', enabled: 'off' }, { FEATURE_AI_CHAT_RESPONSES: 'true' }).isOff, true)
})

test('T60: a key that would be another header is none, and no key goes to a far address without https', () => {
  for (const key of ['a\r\nx-evil: 1', 'a b', 'k\u0000', 'ключ']) assert.equal(read({ openaiKey: key }).access.openai.key, '')
  assert.equal(read({}, { OPENAI_API_KEY: 'x'.repeat(501) }).access.openai.key, '')
  for (const url of ['http://evil.example', 'file:///etc/passwd', 'javascript:1', 'not an address', '//x'])
    assert.deepEqual(asked({ openaiKey: 'k', openaiUrl: url }), [], url)
  assert.equal(read({ openaiUrl: 'http://127.0.0.1:8080/v1/' }).access.openai.url, 'http://127.0.0.1:8080/v1')
})

test('a fallback is asked second, with a model of its own', () => {
  const settings = { openaiKey: 'k', service: 'openai', model: 'gpt-x', fallback: 'ollama', fallbackModel: 'mini' }
  const { services, models } = read(settings)
  assert.deepEqual([services, models.openai, models.ollama, models.anthropic], [['openai', 'ollama'], 'gpt-x', 'mini', 'claude-haiku-4-5'])
})

test('a service without its key is named in the sentence', () => {
  assert.match(read({ service: 'anthropic' }).problem ?? '', /^AI chat cannot ask Anthropic: it needs a key/)
})

test('both of Anthropic’s ways to show a key can be set', () => {
  const { anthropic } = read({ anthropicAuth: 'x-api-key', anthropicVersion: '2023-06-01' }).access.anthropic
  assert.deepEqual(anthropic, { auth: 'x-api-key', version: '2023-06-01' })
})

test('a whole answer has never less time than its first word', () => {
  assert.deepEqual(read({ firstTokenMs: 30_000, totalMs: 1_000 }).limits, { firstTokenMs: 30_000, totalMs: 30_000 })
})

test('the form and the defaults have the same settings, but for the secrets', async () => {
  const secrets = Object.keys(schema.properties).filter((name) => schema.properties[name].format === 'password')
  // A secret with a default, be it empty, would be shown as set.
  assert.deepEqual(Object.keys(schema.properties).sort(), [...Object.keys(manifest.settings), ...secrets].sort())
  assert.deepEqual(secrets, ['openaiKey', 'anthropicKey', 'geminiKey', 'localKey'])
  for (const [name, { default: byForm }] of Object.entries<{ default?: unknown }>(schema.properties))
    if (byForm !== undefined) assert.deepEqual(manifest.settings[name], byForm, name)
})
