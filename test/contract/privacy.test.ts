import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createLog } from '../../core/base/log.ts'
import { createPersonalTimer } from '../../core/desks/keeping/personal-timer.ts'
import { loadViewerKey } from '../../core/store/erasure/key.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import type { NewEvent, Store } from '../../core/store/store.ts'
import { CANARY, CANARY_TEXT, canariesIn, heldIn, ingestCanary, keepChatting } from '../support/canary.ts'
import { createFolder } from '../support/folder.ts'
import { startHost } from '../support/host.ts'
import { writeCrasher, writeKeeper } from '../support/keeper-plugin.ts'
import { ROOT } from '../support/root.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const DAY_MS = 86_400_000

/** A host that has everything of the viewer: in its log, totals and dead letters, and in a plugin that remembers and repeats. */
async function hostWithCanary(t: TestContext) {
  const dataDir = createFolder()
  const keeper = await writeKeeper(createFolder())
  const host = await startHost(t, { dataDir, pluginRoots: [join(ROOT, 'plugins'), keeper] })
  await ingestCanary(host.door())
  await host.until((events) => events.filter(({ eventType }) => eventType === 'custom').length === 5)
  const call = async (method: string, path: string, body?: unknown) => {
    const headers = { authorization: `Bearer ${host.keys.admin}`, 'content-type': 'application/json' }
    const answer = await fetch(new URL(path, host.url), { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) })
    return { status: answer.status, text: await answer.text() }
  }
  return { dataDir, keeper, host, call }
}

test('G1, T92: what was erased is in no file and no answer, totals stay under a pseudonym, and what comes later is new', async (t) => {
  const { dataDir, host, call } = await hostWithCanary(t)
  assert.equal((await call('POST', '/api/backups', {})).status, 201)
  assert.ok(canariesIn(dataDir).length > 5, 'the canaries are not where they are looked for')

  const dry = await call('POST', '/api/viewers/erase', { viewer: `@${CANARY.uniqueId}`, dryRun: true })
  assert.deepEqual([dry.status, canariesIn(dataDir).length > 5], [200, true])
  // The live goes on meanwhile: the plugin writes again what it has in its memory.
  const live = keepChatting(host.door())
  const began = performance.now()
  const done = await call('POST', '/api/viewers/erase', { viewer: `@${CANARY.uniqueId}` })
  const took = performance.now() - began
  await live.stop()
  assert.equal(done.status, 200, done.text)
  assert.deepEqual(canariesIn(dataDir), [])
  const { pseudonym, remaining, ...counts } = JSON.parse(done.text)
  assert.deepEqual(remaining, [])
  t.diagnostic(`figure: 0 canaries in any file ${took.toFixed(0)} ms after the order; ${JSON.stringify(counts)}`)

  const paths = [
    '/api/logs?limit=1000',
    '/api/events?session=session-1&limit=1000',
    '/api/sessions',
    '/api/sessions/session-1',
    '/api/dead-letters',
    '/status',
    '/api/plugins',
    '/api/backups',
  ]
  for (const path of paths) assert.deepEqual([path, ...heldIn((await call('GET', path)).text)], [path])
  const events = JSON.parse((await call('GET', '/api/events?session=session-1&limit=1000')).text).events as readonly Record<string, never>[]
  assert.match(JSON.stringify(events), /this stays as it is/)
  assert.match(JSON.stringify(events), /with a Rose/)
  const session = (await call('GET', '/api/sessions/session-1')).text
  assert.match(session, new RegExp(`"userId":"${pseudonym}","displayName":"Viewer","gifts":3,"coins":3`))
  assert.equal(JSON.stringify(events).includes(`"userId":"${pseudonym}"`), true)
  assert.deepEqual(heldIn(JSON.stringify(done)), [])

  const before = host.events.length
  await ingestCanary(host.door(), '7300000000000000002')
  await host.until((all) => all.length > before)
  assert.ok(canariesIn(dataDir).length > 0, 'what comes after the erasure is kept as ever')
})

test('G4: nothing of a viewer is in what is logged at info and above', async (t) => {
  const lines: string[] = []
  const folder = await writeCrasher(await writeKeeper(createFolder()))
  const host = await startHost(t, {
    pluginRoots: [join(ROOT, 'plugins'), folder],
    log: createLog({ level: 'info', write: (line) => lines.push(line) }),
  })
  const door = host.door()
  await ingestCanary(door)
  // What a source hands in that is no event, and what somebody posts that is none.
  const bad = { ...CANARY, userId: Number.NaN } as unknown as typeof CANARY
  await door.ingest([{ eventType: 'chat', user: bad, payload: { message: CANARY_TEXT } }])
  const post = (path: string, body: unknown) =>
    fetch(new URL(path, host.url), { method: 'POST', headers: { authorization: `Bearer ${host.keys.admin}` }, body: JSON.stringify(body) })
  await post('/api/simulate/chat', { user: CANARY, message: 7, [CANARY.uniqueId]: CANARY_TEXT })
  await post('/api/simulate/nothing', { user: CANARY, message: CANARY_TEXT })
  await post(`/api/plugins/${CANARY.uniqueId}/reload`, {})
  await post('/api/viewers/erase', { viewer: `@${CANARY.uniqueId}` })
  await host.until((events) => events.some(({ eventType }) => eventType === 'custom'))
  await host.stop()
  assert.match(lines.join(''), /Runner ended|crash/i, 'the plugin crashed, and that was logged')

  assert.ok(lines.length > 3, `only ${lines.length} lines were logged`)
  assert.deepEqual(
    lines.filter((line) => heldIn(line).length > 0),
    [],
  )
  t.diagnostic(`figure: 0 of ${lines.length} lines name the viewer`)
})

test('G3: viewers are in the log until their 30 days are over, and pseudonyms a minute later; what came raw goes after one', async () => {
  const dataDir = createFolder()
  /** What the log shows at that age and, when it is looked after, a minute later. */
  const aged = async (ms: number) => {
    const { clock, store, stop } = await storeAged(dataDir, ms)
    const look = () => ({ hasViewer: canariesIn(dataDir).length > 0, hasRaw: 'data' in Object(store.read(2, 1)[0]?.event.payload) })
    if (ms === 0) await written(store, clock, [canaryChat(), rawMessage()])
    const before = look()
    await clock.advance(61_000)
    const after = look()
    const [event] = store.read(1, 1)
    const chats = store.sessions.summary('session-1')?.events.chat
    await stop()
    return { before, after, userId: event?.event.user?.userId, chats }
  }

  const fresh = { hasViewer: true, hasRaw: true }
  const withoutRaw = { hasViewer: true, hasRaw: false }
  assert.deepEqual((await aged(0)).after, fresh)
  const day = await aged(DAY_MS - 1000)
  assert.deepEqual([day.before, day.after], [fresh, withoutRaw])
  const month = await aged(30 * DAY_MS - 1000)
  assert.deepEqual([month.before, month.after], [withoutRaw, { hasViewer: false, hasRaw: false }])
  assert.match(month.userId ?? '', /^anon:[0-9a-f]{16}$/)
  assert.equal(month.chats, 1)
})

/** A store whose clock began so long ago, looked after by the timer. */
async function storeAged(dataDir: string, ms: number) {
  const clock = createVirtualClock(Date.UTC(2026, 0, 1) + ms)
  const store = await createSqliteStore({ dataDir, clock })
  const key = await loadViewerKey(dataDir)
  const timer = createPersonalTimer({ store, key, settings: () => ({ schemaVersion: '1' }), clock, log: createLog({ level: 'silent' }) })
  const stop = async () => {
    await timer.stop()
    await store.close()
  }
  return { clock, store, stop }
}

/** Writes, and lets the time of a group commit pass. */
async function written(store: Store, clock: ReturnType<typeof createVirtualClock>, events: readonly NewEvent[]): Promise<void> {
  const done = store.write({ events })
  await clock.advance(5)
  await done
}

const ENVELOPE = {
  schemaVersion: '1',
  streamId: 'tiktok:streamer',
  sessionId: 'session-1',
  source: 'live',
  timestamp: '2026-01-01T00:00:00.000Z',
} as const

const canaryChat = (): NewEvent => ({
  ...ENVELOPE,
  ...({ eventId: 'tiktok:1:1', eventType: 'chat', triggerId: 1 } as const),
  user: { ...CANARY, safeName: CANARY.displayName },
  payload: { message: CANARY_TEXT },
})

const rawMessage = (): NewEvent => ({
  ...ENVELOPE,
  ...({ eventId: 'tiktok:1:2', eventType: 'raw', triggerId: 13 } as const),
  payload: { rawType: 'SomeMessage', reason: 'unmapped', data: Buffer.from(CANARY_TEXT).toString('base64') },
})
