import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createParts } from '../../../plugins/ai-chat/parts.ts'
import { createRecordingHost } from '../../support/recording-host.ts'
import { read } from './read.ts'

test('T60: a key is not sent to another address than it was entered for, until it is deleted and entered again', async () => {
  const { host, kept } = createRecordingHost()
  const open = async (settings: Record<string, unknown>) => {
    const { services, problem } = (await createParts(host, read({ service: 'openai', ...settings }))).settings
    return services.length > 0 || (problem ?? '').replace(/:.*/, '')
  }
  const openaiKey = 'sk-very-secret'
  const evil = { openaiUrl: 'https://evil.example/v1' }
  assert.equal(await open({ openaiKey }), true)
  assert.equal(await open({ openaiKey, openaiUrl: 'https://api.openai.com/v2' }), true)
  for (let n = 0; n < 2; n += 1) assert.equal(await open({ openaiKey, ...evil }), 'OpenAI is not asked')
  assert.equal(await open({ openaiKey }), true)
  assert.equal(await open({ ...evil }), 'AI chat cannot ask OpenAI')
  assert.equal(await open({ openaiKey, ...evil }), true)
  assert.equal(await open({ openaiKey }), 'OpenAI is not asked')
  assert.equal(await open({ openaiKey: 'sk-another' }), true)
  assert.doesNotMatch(JSON.stringify([...kept]), /secret|another/)
})
