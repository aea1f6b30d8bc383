import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { rehearse } from '#sdk/test'
import type { Behaviour } from '../../stand-ins/ai/behaviour.ts'
import { startAiServer } from '../../stand-ins/ai/server.ts'

const FOLDER = fileURLToPath(new URL('../../../plugins/ai-chat', import.meta.url))
const NOW = () => ({ ingestedAt: new Date().toISOString(), source: 'live' }) as const

/** The plugin in its sandbox, and the service that it asks. */
async function open(t: TestContext, settings: Record<string, unknown> = {}, ...behaviours: readonly Behaviour[]) {
  const server = await startAiServer(t, ...behaviours)
  const plugin = await rehearse(FOLDER, {
    settings: { service: 'compatible', localUrl: server.url, viewerCoolDownSeconds: 0, ...settings },
    grants: { net: [server.host], env: [], actions: ['moderation.check'] },
  })
  t.after(plugin.stop)
  let count = 0
  const chat = (message: string, envelope: Record<string, unknown> = {}) =>
    plugin.send('chat', { message }, { ...NOW(), eventId: `chat:${++count}`, ...envelope })
  return { server, plugin, chat }
}

type Sent = { readonly published: readonly { readonly topic: string; readonly data: unknown }[] }
const said = ({ published }: Sent, topic: string) =>
  published.filter((one) => one.topic === topic).map(({ data }) => Object(data) as Record<string, unknown>)

test('S2-070, S2-072: a question goes to the persona that is meant, and its answer to the page and to /streaming', async (t) => {
  const { chat } = await open(t, {}, { says: ['Because light ', 'scatters.'] })
  const sent = await chat('!ask why is the sky blue?')
  assert.equal(sent.error, undefined)
  assert.deepEqual(
    said(sent, 'answers').map(({ state }) => state),
    ['thinking', 'said'],
  )
  assert.deepEqual(said(sent, 'chatbot.response'), [
    {
      sessionId: '0b9d1a0e-6f0e-4a3c-9f56-2f2f6f0f8a11',
      personaName: 'Nova',
      responseText: 'Because light scatters.',
      senderName: 'Tomáš K.',
      messageId: 'chat:1',
    },
  ])
})
