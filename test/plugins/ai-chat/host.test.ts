import assert from 'node:assert/strict'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createLog } from '../../../core/base/log.ts'
import type { Behaviour } from '../../stand-ins/ai/behaviour.ts'
import { type AiServer, startAiServer } from '../../stand-ins/ai/server.ts'
import { openChannel } from '../../streams/channel.ts'
import { createFolder } from '../../support/folder.ts'
import { openSocket, startHost } from '../../support/host.ts'
import { ROOT } from '../../support/root.ts'

/** The plugins that answer a chat, as they are shipped: that the stand-in's address stands in the settings is all it takes to reach it. Below the checkout, where their packages are found. */
async function copyPlugins(): Promise<string> {
  const root = join(createFolder(join(ROOT, 'node_modules', '.cache')), 'plugins')
  for (const id of ['ai-chat', 'moderation']) await cp(join(ROOT, 'plugins', id), join(root, id), { recursive: true })
  return root
}

type Case = { readonly server: AiServer; readonly root: string; readonly dataDir: string }

async function prepare(t: TestContext, behaviour: Behaviour, more: object = {}): Promise<Case> {
  const server = await startAiServer(t, behaviour)
  const dataDir = createFolder()
  const settings = { service: 'compatible', localUrl: server.url, viewerCoolDownSeconds: 0, ...more }
  await writeFile(join(dataDir, 'settings.json'), JSON.stringify({ schemaVersion: '1', plugins: { 'ai-chat': { settings } } }))
  return { server, root: await copyPlugins(), dataDir }
}

async function start(t: TestContext, { root, dataDir }: Case, variables: Record<string, string> = {}) {
  const lines: string[] = []
  const host = await startHost(t, {
    dataDir,
    pluginRoots: [root],
    variables,
    log: createLog({ level: 'debug', write: (line) => lines.push(line) }),
  })
  const { ask } = host
  const { ask: asked } = (await ask('GET', '/api/plugins/ai-chat')).body
  if (asked) await ask('POST', '/api/plugins/ai-chat/approve', { hash: Object(asked).hash })
  const streaming = await openChannel(t, host.url, { headers: { authorization: `Bearer ${host.keys.game}` } })
  const page = await openSocket(t, host.url, { key: host.keys.overlay, subscribe: { topics: ['ai-chat.answers', 'ai-chat.status'] } })
  await page.until(() => page.messages.some(({ type }) => type === 'subscribed'))
  const shown = () => page.messages.filter(({ topic }) => topic === 'answers').map(({ data }) => Object(data) as Record<string, unknown>)
  return { host, lines, ask, streaming, page, shown }
}

test('S2-070, S2-072, S2-085, S2-090: a chat and a chatbot_message are answered on /streaming, moderated, through a whole host', async (t) => {
  const prepared = await prepare(t, { says: ['Light ', 'scatters.'] })
  const { server } = prepared
  const { lines, ask, streaming, page, shown } = await start(t, prepared)
  const { sessionId } = Object((await ask('POST', '/api/sessions', { platform: 'other', title: 'Friday' })).body.session)
  streaming.say('join_session', { sessionId })
  await streaming.nth('session_updated', 1)

  streaming.say('chatbot_message', { sessionId, senderName: 'Ana', message: 'Nova, why is the sky blue?' })
  const first = await streaming.nth('chatbot_response', 1)
  assert.deepEqual(
    [first.sessionId, first.personaName, first.responseText, first.senderName],
    [sessionId, 'Nova', 'Light scatters.', 'Ana'],
  )
  await page.until(() => shown().some(({ state }) => state === 'said'))

  // What the moderation of the host does not let through is neither shown nor told.
  server.behave({ says: ['kill yourself'] })
  streaming.say('chatbot_message', { sessionId, senderName: 'Ana', message: 'Nova, and now?' })
  await page.until(() => shown().some(({ state }) => state === 'gone'))
  server.behave({ says: ['All well.'] })
  streaming.say('chatbot_message', { sessionId, senderName: 'Ana', message: 'Nova, and now?' })
  assert.equal((await streaming.nth('chatbot_response', 2)).responseText, 'All well.')
  assert.deepEqual(
    shown().map(({ state }) => state),
    ['thinking', 'said', 'thinking', 'gone', 'thinking', 'said'],
  )
  assert.deepEqual((await statusOf({ ask })).outcomes, { said: 2, moderated: 1 })

  // So is a chat of a live, to all who joined it.
  await ask('POST', '/api/simulate/like', {})
  const { sessions } = (await ask('GET', '/api/sessions/active')).body as { sessions: readonly { sessionId: string; platform: string }[] }
  const live = sessions.find((one) => one.sessionId !== sessionId)
  streaming.say('join_session', { sessionId: live?.sessionId })
  await streaming.until(() => streaming.of('session_updated').some((told) => told.sessionId === live?.sessionId))
  await ask('POST', '/api/simulate/chat', { message: '!ask and here?', username: 'luna' })
  const third = await streaming.nth('chatbot_response', 3)
  assert.deepEqual([third.sessionId, third.senderName, third.responseText], [live?.sessionId, 'luna', 'All well.'])
  assert.ok(!lines.some((line) => /small filter/.test(line)), 'moderation was asked')
})

test('a restart does not forget what the live has cost', async (t) => {
  const prepared = await prepare(t, { usage: { input: 900, output: 50 } }, { tokensPerLive: 1300 })
  const one = await start(t, prepared)
  const { sessionId } = Object((await one.ask('POST', '/api/sessions', { platform: 'other', title: 'Friday' })).body.session)
  one.streaming.say('chatbot_message', { sessionId, senderName: 'Ana', message: 'Nova, who are you?' })
  await one.page.until(() => one.shown().some(({ state }) => state === 'said'))
  const { budget: spent } = await statusOf(one)
  await one.host.stop()

  const two = await start(t, prepared)
  two.streaming.say('chatbot_message', { sessionId, senderName: 'Ana', message: 'Nova, and now?' })
  await two.page.until(() => two.page.messages.some(({ topic, data }) => topic === 'status' && Object(Object(data).outcomes).budget === 1))
  const { budget } = await statusOf(two)
  assert.deepEqual([spent.tokens, budget.tokens, budget.state], [950, 950, 'spent'])
  assert.deepEqual([two.shown(), prepared.server.received.length], [[], 1])
})

test('S0-131, S0-134, S0-140: the environment has the key and the switches, and the plugin reads them', async (t) => {
  const key = 'sk-of-the-environment'
  const prepared = await prepare(t, { says: ['Hi.'] }, { service: 'automatic' })
  const { server } = prepared
  const path = join(prepared.dataDir, 'settings.json')
  await writeFile(path, (await readFile(path, 'utf8')).replace('"localUrl"', `"anthropicUrl":"${server.url}","localUrl"`))

  const on = await start(t, prepared, { AI_ENABLED: 'true', ANTHROPIC_API_KEY: key })
  await on.ask('POST', '/api/simulate/chat', { message: '!ask who?', username: 'luna' })
  await on.page.until(() => on.shown().some(({ state }) => state === 'said'))
  assert.deepEqual([server.received[0]?.headers.authorization, server.received[0]?.path], [`Bearer ${key}`, '/v1/messages'])
  await on.host.stop()

  const off = await start(t, prepared, { FEATURE_AI_CHAT_RESPONSES: 'false', AI_ENABLED: 'true', ANTHROPIC_API_KEY: key })
  assert.equal((await statusOf(off)).state, 'off')
  await off.ask('POST', '/api/simulate/chat', { message: '!hello', username: 'luna' })
  assert.deepEqual((await statusOf(off)).outcomes, {})
  assert.doesNotMatch(on.lines.join() + off.lines.join(), new RegExp(key))
})

async function statusOf({ ask }: Pick<Awaited<ReturnType<typeof start>>, 'ask'>) {
  const { body } = await ask('POST', '/api/actions/ai-chat.status', {})
  return Object(body.value) as {
    readonly state: string
    readonly outcomes: object
    readonly budget: { readonly tokens: number; readonly state: string }
  }
}
