import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { askedUntil } from '../support/asked.ts'
import { createOperated } from '../support/operated.ts'
import { createDescribed } from './described.ts'

/** Operations that the client cannot carry out to the end, and why. */
const NOT_HERE: Readonly<Record<string, string>> = {
  streamEvents: 'its answer never ends; test/streams reads it',
  login: 'it gives a cookie to a browser; test/access signs in with it',
}

/** Asks for a permission, has settings and an action, fails with every gift and likes the rest. */
const PLUGIN = {
  manifest: {
    permissions: { net: ['api.example.com'] },
    subscriptions: [{ event: 'gift' }, { event: 'chat' }],
    retry: { attempts: 1, delayMs: 1 },
    packages: [{ name: 'paper', version: '1.0.0', licence: 'MIT', sizeMb: 1, why: 'To print on' }],
    actions: { tell: { description: 'Tells', input: { type: 'object' } } },
  },
  files: {
    'plugin.ts': `export default {
      on: { gift: () => { throw new Error('Out of paper') }, chat: () => {} },
      actions: { tell: () => 'told' },
    }`,
    'settings.schema.json': JSON.stringify({ type: 'object', properties: { speed: { type: 'number', default: 1 } } }),
  },
}

async function open(context: TestContext) {
  const operated = await createOperated(context)
  await operated.write('printer', PLUGIN)
  const host = await operated.start()
  return { host, ...(await createDescribed(host.url, host.keys.admin)) }
}

type Call = Awaited<ReturnType<typeof open>>['call']

test('S3-005: a client made of the document carries out every operation, and each is answered as described', async (context) => {
  const { host, call, missed, done } = await open(context)
  await plugins(call)
  await events(call)
  await lanes(call)
  await sessions(call)
  await letters(call)
  await access(call)
  await watching(call)
  await erased(call)
  Object.keys(NOT_HERE).forEach(done)
  assert.deepEqual([missed(), host.said.filter((line) => /failed/i.test(line))], [[], []])
})

async function plugins(call: Call) {
  const params = { id: 'printer' }
  const [{ ask }] = (await call('listPlugins')).plugins
  await call('approvePlugin', { params, body: { hash: 'f'.repeat(64) }, code: 'PLUGIN_CHANGED' })
  await call('approvePlugin', { params, body: { hash: ask.hash } })
  await call('disablePlugin', { params })
  await call('enablePlugin', { params })
  await call('reloadPlugin', { params })
  await call('restartPlugin', { params })
  await call('showPlugin', { params })
  await call('showPlugin', { params: { id: 'nobody' }, code: 'PLUGIN_UNKNOWN' })
  await call('showPluginSettings', { params })
  await call('changePluginSettings', { params, body: { speed: 2 } })
  await call('changePluginSettings', { params, body: { speed: 'x' }, code: 'SETTINGS_INVALID' })
  const { subscriptions } = await call('listSubscriptions', { params })
  const changed = subscriptions.map(({ event, enabled, priority, mode }: Record<string, unknown>) => ({
    event,
    enabled,
    priority,
    mode,
    discardable: false,
  }))
  await call('changeSubscriptions', { params, body: { subscriptions: changed } })
  await call('resetSubscriptions', { params })
  await call('addPluginPackage', { params, body: { name: 'paper', dryRun: true } })
  await call('addPluginPackage', { params, body: { name: 'ink' }, code: 'REQUEST_INVALID' })
  await call('removePluginPackage', { params, body: { name: 'paper', dryRun: true } })
  assert.equal((await call('purgePlugin', { params: { ...params, dryRun: 'true' } })).settings, true)
  await call('purgePlugin', { params, code: 'REQUEST_INVALID' })
  await call('listActions')
  assert.deepEqual(await call('callAction', { params: { id: 'printer.tell' }, body: {} }), { value: 'told' })
  await call('callAction', { params: { id: 'printer.nothing' }, body: {}, code: 'ACTION_UNKNOWN' })
  await call('readPluginLog', { params })
  await call('applyPreset', { params: { name: 'dino-chrome' }, body: { dryRun: true } })
}

async function events(call: Call) {
  const user = { userId: '7', uniqueId: 'ana', displayName: 'Ana' }
  for (const type of ['chat', 'gift', 'follow', 'like', 'join']) await call('simulateEvent', { params: { type }, body: { user } })
  await call('simulateEvent', { params: { type: 'nothing' }, body: {}, code: 'EVENT_INVALID' })
  const { events: found } = await call('listEvents', { params: { limit: 2, types: 'chat,gift', user: '@ana' } })
  assert.deepEqual(
    found.map(({ eventType }: { eventType: string }) => eventType),
    ['gift', 'chat'],
  )
  await call('listEvents', { params: { limit: 0 }, code: 'REQUEST_INVALID' })
  await call('listEvents', { params: { nothing: 1 }, code: 'REQUEST_INVALID' })
  await call('showEvent', { params: { seqNo: found[0].seqNo } })
  await call('showEvent', { params: { seqNo: 999_999 }, code: 'EVENT_UNKNOWN' })
  await call('explainEvent', { params: { seqNo: found[0].seqNo } })
  await call('latestEvents', { params: { limit: 3 } })
}

async function lanes(call: Call) {
  const params = { plugin: 'printer' }
  await call('listLanes')
  await call('pauseLane', { params })
  await call('resumeLane', { params })
  await call('setLaneThreads', { params, body: { threads: 2 } })
  await call('setLaneThreads', { params, body: { threads: 99 }, code: 'BODY_INVALID' })
  await call('showLaneHistory', { params: { ...params, by: 'hour' } })
  await call('showQueueStatus')
  await call('showQueueStats')
  await call('showQueueHealth')
  await call('optimizeQueue', { body: { dryRun: true } })
  await call('clearQueue', { body: { what: 'completed', dryRun: true } })
  await call('listDeliveries', { params: { plugin: 'printer', limit: 10 } })
  await call('listAlerts')
  await call('pressPanic')
  await call('showPanic')
  await call('releasePanic')
  await call('listScenarios')
  await call('startScenario', { params: { name: 'gift-storm' }, body: { seconds: 60 } })
  await call('stopScenario')
}

async function sessions(call: Call) {
  const { session } = await call('startSession', { body: { platform: 'chaturbate', title: 'By hand' } })
  const params = { id: session.sessionId }
  await call('startSession', { body: { platform: 'other' }, code: 'SESSION_ACTIVE' })
  await call('showActiveSessions')
  await call('updateViewers', { params, body: { viewerCount: 12 } })
  await call('changeSession', { params, body: { title: 'Changed', metadata: { room: 1 } } })
  const { note } = await call('addSessionNote', { params, body: { text: 'Good so far' } })
  await call('listSessionNotes', { params })
  await call('removeSessionNote', { params: { ...params, note: note.id } })
  await call('sendTip', { body: { amountCents: 500, currency: 'EUR', tipperName: 'Bea' } })
  const { tips } = await call('listTips', { params: { limit: 5 } })
  await call('reverseTip', { params: { seqNo: String(tips[0].seqNo) } })
  await call('reverseTip', { params: { seqNo: String(tips[0].seqNo) }, code: 'TIP_UNKNOWN' })
  await call('showSessionTimeline', { params })
  await call('endSession', { params, body: {} })
  await call('listSessions', { params: { limit: 5 } })
  await call('showSession', { params })
  await call('showSession', { params: { id: 'nothing' }, code: 'SESSION_UNKNOWN' })
  const { events: own } = await call('listSessionEvents', { params: { ...params, order: 'asc' } })
  assert.ok(own.length > 0 && own.every(({ sessionId }: { sessionId: string }) => sessionId === session.sessionId))
  for (const id of ['showSummary', 'showActivity', 'listTopGifters', 'listTopTippers', 'showFunnel']) await call(id)
  await call('compareSessions', { params: { sessions: String(session.number) } })
  await call('exportAnalytics', { params: { what: 'tips' } })
  await call('findViewers', { params: { q: 'ana' } })
  await call('showViewer', { params: { userId: '7' } })
  const made = await call('addViewerNote', { params: { userId: '7' }, body: { text: 'Nice' } })
  await call('removeViewerNote', { params: { userId: '7', note: made.note.id } })
  await call('replaySession', { params, body: { dryRun: true } })
  const { replay } = await call('replaySession', { params: { id: '1' }, body: { speed: 0.001, to: ['@games'] } })
  await call('replaySession', { params: { id: '1' }, body: { speed: 0 }, code: 'BODY_INVALID' })
  await call('listReplays')
  await call('stopReplay', { params: { id: replay.id } })
}

async function letters(call: Call) {
  const { letters: found } = await askedUntil(
    () => call('listDeadLetters', { params: { plugin: 'printer' } }),
    ({ total }) => total > 0,
  )
  await call('showDeadLetter', { params: { id: found[0].id } })
  await call('replayDeadLetters', { body: { all: true, dryRun: true } })
  await call('replayDeadLetters', { body: {}, code: 'BODY_INVALID' })
  await call('dropDeadLetters', { body: { ids: [found[0].id] } })
  await call('revokePlugin', { params: { id: 'printer' } })
}

async function access(call: Call) {
  await call('showMe')
  await call('showLogin')
  await call('createLoginLink')
  const { token } = await call('createToken', { body: { name: 'a game', role: 'game', expiresInHours: 1 } })
  await call('listTokens')
  await call('rotateToken', { params: { id: token.id } })
  await call('revokeToken', { params: { id: token.id } })
  const { invite } = await call('createInvite', { body: { name: 'Ana' } })
  await call('listInvites')
  await call('revokeInvite', { params: { id: invite.id } })
  await call('listAudit', { params: { limit: 5 } })
  await call('listRoles')
}

async function watching(call: Call) {
  for (const id of ['health', 'status', 'healthOfParts', 'metrics', 'diagnostics', 'describeApi', 'showSettings', 'listBackups'])
    await call(id)
  await call('readLog', { params: { limit: 5 } })
  await call('changeSettings', { params: { dryRun: 'true' }, body: { tiktok: { username: 'somebody' } } })
  await call('changeSettings', { body: { nothing: 1 }, code: 'SETTINGS_INVALID' })
  await call('makeBackup', { body: { secrets: false } })
}

async function erased(call: Call) {
  await call('eraseViewer', { body: { viewer: '7' } })
  await call('eraseViewer', { body: {}, code: 'BODY_INVALID' })
  await call('logout')
}
