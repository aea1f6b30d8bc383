import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import { askProvider } from '../../plugins/moderation/provider.ts'
import { packagesFolder } from '../../scripts/packages-place.mjs'
import { startModerationService } from '../stand-ins/moderation/server.ts'

// The client's own types are installed beside the checkout, where the compiler does not look.
type Client = {
  moderations: { create(body: object): Promise<{ results: readonly { flagged: boolean; category_scores: { hate: number } }[] }> }
}

test('OpenAI’s own client asks as the plugin does, and reads what the stand-in answers', async (t) => {
  const load = createRequire(join(packagesFolder('official-clients'), 'package.json'))
  const { OpenAI } = load('openai') as { OpenAI: new (options: object) => Client }
  const service = await startModerationService(t, { hate: 0.9 })
  const client = new OpenAI({ apiKey: 'sk-test', baseURL: service.url, maxRetries: 0 })
  const { results } = await client.moderations.create({ model: 'omni-moderation-latest', input: 'hola' })
  const own = await askProvider({ isOn: true, url: service.url, key: 'sk-test', timeoutMs: 5000, threshold: 0.5 }, 'hola')
  assert.deepEqual([service.asked[1], results[0]?.flagged, results[0]?.category_scores.hate, own], [service.asked[0], true, 0.9, 'hate'])
})
