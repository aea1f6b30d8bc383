import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { rehearse } from '../../../core/rehearsal/rehearse.ts'
import { askProvider } from '../../../plugins/moderation/provider.ts'
import { type Mood, startModerationService } from '../../stand-ins/moderation/server.ts'
import { ROOT } from '../../support/root.ts'
import { LUNA } from './rehearsed.ts'

const providerAt = (url: string) => ({ isOn: true, url, key: 'sk-test', timeoutMs: 300, threshold: 0.5 })

test('the provider is asked with the key, and its worst category is the reason', async (t) => {
  const service = await startModerationService(t, { hate: 0.7, violence: 0.9, sexual: 0.2 })
  assert.deepEqual(
    [await askProvider(providerAt(service.url), 'hola'), service.asked],
    ['violence', [{ path: '/v1/moderations', authorization: 'Bearer sk-test', body: { model: 'omni-moderation-latest', input: 'hola' } }]],
  )
})

test('a provider that fails, refuses, babbles or says nothing hides nothing', async (t) => {
  const service = await startModerationService(t)
  const moods: readonly Mood[] = [{}, 'wrong key', 'busy', 'page', 'silent']
  const found = []
  for (const mood of moods) {
    service.become(mood)
    found.push(await askProvider(providerAt(service.url), 'hola'))
  }
  const gone = await askProvider(providerAt('http://127.0.0.1:1/v1'), 'hola')
  assert.deepEqual(
    [...found, gone],
    Array.from({ length: moods.length + 1 }, () => undefined),
  )
})

test('nobody is asked without a key, or while the provider is off', async (t) => {
  const service = await startModerationService(t, { hate: 1 })
  const provider = providerAt(service.url)
  assert.deepEqual(
    [await askProvider({ ...provider, key: '' }, 'x'), await askProvider({ ...provider, isOn: false }, 'x'), service.asked],
    [undefined, undefined, []],
  )
})

test('in its sandbox the plugin asks about what its filters let pass, and only then', async (t) => {
  const service = await startModerationService(t, { harassment: 0.95 })
  const settings = { providerName: 'openai', providerUrl: service.url, providerKey: 'sk-test' }
  const plugin = await rehearse(join(ROOT, 'plugins/moderation'), { settings, grants: { net: [service.host] }, clock: 'real' })
  t.after(plugin.stop)
  const say = async (message: string, eventId: string) => (await plugin.intercept('chat', { message }, { eventId, user: LUNA })).hide
  const { answer } = await plugin.act('check', { text: 'you are nothing' })
  assert.deepEqual(
    [await say('puta', 'tiktok:1'), await say('nobody likes you', 'tiktok:2'), answer, service.asked.map(({ body }) => body.input)],
    [
      'A strong word',
      'OpenAI: harassment',
      { ok: false, filter: 'provider', reason: 'OpenAI: harassment' },
      ['you are nothing', 'nobody likes you'],
    ],
  )
})
