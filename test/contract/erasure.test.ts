import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { execa } from 'execa'
import { systemClock } from '../../core/base/clock.ts'
import { createLog } from '../../core/base/log.ts'
import { createKeeping } from '../../core/desks/keeping/keeping.ts'
import { createBackups } from '../../core/store/backup/backups.ts'
import { planRestore, restore } from '../../core/store/backup/restore.ts'
import { openErasures } from '../../core/store/erasure/erasures.ts'
import { loadViewerKey } from '../../core/store/erasure/key.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import type { NewEvent, Store } from '../../core/store/store.ts'
import { chats } from '../contracts/store.ts'
import { CANARY, canariesIn, ingestCanary } from '../support/canary.ts'
import { coreCommand } from '../support/core-command.ts'
import { createFolder } from '../support/folder.ts'
import { startHost } from '../support/host.ts'
import { runCommand } from '../support/host-process.ts'
import { watchPauses } from '../support/saved-store.ts'

const clock = systemClock
const version = '0.1.0'
const EVENTS = process.env.SHOWRUNNER_LONG ? 1_000_000 : 50_000

/** A data folder in which the viewer is everywhere; no host runs. */
async function folderWithCanary(t: TestContext) {
  const folder = createFolder()
  const dataDir = join(folder, 'data')
  const host = await startHost(t, { dataDir, only: [] })
  await ingestCanary(host.door())
  await host.stop()
  return { folder, dataDir }
}

test('G2: who was erased stays erased when an older backup is restored, and who was not stays', async (t) => {
  const { folder, dataDir } = await folderWithCanary(t)
  // One that lies somewhere else, where the erasure does not reach it.
  const elsewhere = createFolder()
  const made = await runCommand(folder, ['backup', elsewhere, '--json'])
  assert.equal(made.exitCode, 0, made.stderr)
  const { copy } = JSON.parse(made.stdout)
  const erased = await runCommand(folder, ['forget', CANARY.userId, '--yes', '--json'])
  assert.equal(erased.exitCode, 0, erased.stderr)
  assert.deepEqual(canariesIn(dataDir), [])

  await restore(copy, { dataDir, version, clock })
  assert.ok(canariesIn(dataDir).length > 0, 'the backup has nothing of the viewer')
  const host = await startHost(t, { dataDir, only: [] })
  assert.deepEqual(canariesIn(dataDir), [])
  const answer = await fetch(new URL('/api/logs?limit=1000', host.url), { headers: { authorization: `Bearer ${host.keys.admin}` } })
  assert.match(await answer.text(), /this stays as it is/)
  await host.stop()
})

for (const crashAt of ['erasure.noted:1', 'erasure.begin:1', 'erasure.end:1']) {
  test(`D4, G2: an erasure that is killed at ${crashAt} is ended by the next start`, async (t) => {
    const { folder, dataDir } = await folderWithCanary(t)
    await createBackups({ dataDir, version, clock }).take()
    const args = coreCommand('forget', `@${CANARY.uniqueId}`, '--yes', '--data', dataDir)
    const killed = await execa(process.execPath, args, { cwd: folder, reject: false, env: { SHOWRUNNER_CRASH_AT: crashAt } })
    assert.equal(killed.signal, 'SIGKILL', killed.stderr)
    assert.ok(canariesIn(dataDir).length > 0, 'it was over before it was killed')
    const host = await startHost(t, { dataDir, only: [] })
    // Served at once without the viewer; a backup that is asked for waits for the backups before it.
    const headers = { authorization: `Bearer ${host.keys.admin}`, 'content-type': 'application/json' }
    assert.equal((await fetch(new URL('/api/backups', host.url), { method: 'POST', headers, body: '{}' })).status, 201)
    assert.deepEqual(canariesIn(dataDir), [])
  })
}

test('G1: what a clock that was ahead dated later than now is erased with the rest', async (t) => {
  const dataDir = createFolder()
  const [now, ahead] = [clock.wallTime(), clock.wallTime() + 86_400_000]
  let wallTime = ahead
  const wrong = { ...clock, wallTime: () => wallTime }
  const store = await createSqliteStore({ dataDir, clock: wrong })
  t.after(() => store.close())
  const user = { userId: CANARY.userId, uniqueId: CANARY.uniqueId, displayName: CANARY.displayName, safeName: CANARY.displayName }
  await store.write({ events: chats(1).map((event) => ({ ...event, user }) as NewEvent) })
  wallTime = now
  const keeping = await createKeeping({
    ...{ dataDir, version, store, settings: () => ({ schemaVersion: '1' as const }) },
    ...{ restart: async () => {}, audit: () => {}, clock: wrong, log: createLog({ level: 'silent' }) },
  })
  t.after(keeping.stop)
  const { events } = await keeping.viewers.erase(CANARY.userId, { dryRun: false, by })
  assert.deepEqual([events, store.read(1, 1)[0]?.event.user?.displayName], [1, 'Viewer'])
})

const by = { role: 'admin', peer: 'test', id: 'key-admin', name: 'test' } as const

test('G1: who is erased is in no backup, nothing that a restore moved aside, and no copy of damaged files; both are restored as ever', async (t) => {
  const { folder, dataDir } = await folderWithCanary(t)
  const made = await createBackups({ dataDir, version, clock }).take()
  const { aside } = await restore(made.folder, { dataDir, version, clock })
  for (const place of [dataDir, made.folder, aside]) writeFileSync(join(place, 'showrunner.db.corrupt-then'), CANARY.userId)
  for (const place of [made.folder, aside]) assert.ok(canariesIn(place).length > 1)
  const erased = await runCommand(folder, ['forget', CANARY.userId, '--yes', '--json'])
  assert.equal(JSON.parse(erased.stdout).backups, 2, erased.stderr)
  assert.deepEqual(canariesIn(dataDir), [])
  for (const place of [made.folder, aside]) assert.equal((await planRestore(place, { dataDir, version, clock })).presentHead, made.head)
})

test('G1: who is erased is in no byte of a backup, also where its tables grew over the viewer', async (t) => {
  // A table that outgrows a page leaves its first rows where they were, and writes them elsewhere once more.
  const crowd = Array.from({ length: 300 }, (_, n) => person(`${7_400_000_000_000_000_000n + BigInt(n)}`, `viewer${n}`, `Viewer ${n}`))
  const [first = [], rest = []] = [crowd.slice(0, 30).map((user, n) => ({ ...user, userId: `${n + 100}` })), crowd.slice(30)]
  const users = [...first, person(CANARY.userId, CANARY.uniqueId, CANARY.displayName), ...rest]
  const payload = { giftId: '5655', giftName: 'Rose', giftCount: 1, coins: 1, giftType: 1 }
  const { dataDir, erase } = await keptLive(
    t,
    users.map((user) => ({ eventType: 'gift', user, payload })),
  )
  const { folder } = await createBackups({ dataDir, version, clock }).take()
  assert.ok(canariesIn(folder).length > 1)
  await erase(CANARY.userId)
  assert.deepEqual(canariesIn(folder), [])
})

/** A store with these events of a live, and who looks after its viewers. */
async function keptLive(t: TestContext, said: readonly object[]) {
  const dataDir = createFolder()
  const { store } = await filledLive(t, dataDir, said)
  const keeping = await keepingOf(t, { dataDir, store })
  return { store, dataDir, erase: (viewer: string) => keeping.viewers.erase(viewer, { dryRun: false, by }) }
}

async function filledLive(t: TestContext, dataDir: string, said: readonly object[]) {
  const store = await createSqliteStore({ dataDir, clock })
  t.after(() => store.close())
  const { sessionId, streamId } = store.sessions.open({ streamId: 'tiktok:a', roomId: null, name: null, title: null, source: 'live' })
  const base = { schemaVersion: '1', streamId, sessionId, source: 'live', timestamp: '', triggerId: 1, payload: {} }
  // What is left out nothing here reads.
  const events = said.map((one, index) => ({ ...base, eventId: `live:${index}`, ...one })) as unknown as NewEvent[]
  await store.write({ events })
  return { store }
}

async function keepingOf(t: TestContext, { dataDir, store }: { readonly dataDir: string; readonly store: Store }) {
  const keeping = await createKeeping({
    ...{ dataDir, version, store, settings: () => ({ schemaVersion: '1' as const }) },
    ...{ restart: async () => {}, audit: () => {}, clock, log: createLog({ level: 'silent' }) },
  })
  t.after(keeping.stop)
  return keeping
}

const person = (userId: string, uniqueId: string, displayName: string) => ({ userId, uniqueId, displayName, safeName: displayName })

for (const viewer of [CANARY.userId, `@${CANARY.uniqueId}`]) {
  test(`G1: who never came, and was only given to, mentioned and listed, is erased as ${viewer}`, async (t) => {
    const mention = { userId: CANARY.userId, uniqueId: CANARY.uniqueId, displayName: CANARY.displayName }
    const user = person('6812345678901234567', 'somebody.else', 'Somebody')
    const { store, dataDir, erase } = await keptLive(t, [
      { eventType: 'gift', user, payload: { giftId: '1', giftName: 'Rose', giftCount: 1, coins: 1, receiver: mention } },
      { eventType: 'viewerCount', payload: { viewerCount: 1, topViewers: [{ ...mention, coins: 3 }] } },
      { eventType: 'chat', user, payload: { message: `${CANARY.displayName} is here`, mentions: [mention] } },
    ])
    assert.ok(canariesIn(dataDir).length > 0)
    assert.equal((await erase(viewer)).mentions, 3)
    assert.deepEqual([canariesIn(dataDir), store.read(1, 9).length], [[], 3])
  })
}

for (const viewer of [CANARY.userId, `@${CANARY.uniqueId}`]) {
  test(`G1: who is in totals and in what plugins keep, and in the log no more, is erased as ${viewer}`, async (t) => {
    const user = { ...CANARY, safeName: CANARY.displayName }
    const { store, dataDir, erase } = await keptLive(t, [
      { eventType: 'gift', user, payload: { giftId: '1', giftName: 'Rose', giftCount: 1, coins: 1 } },
      { eventType: 'tip', user, value: { amountCents: 5, currency: 'EUR' } },
    ])
    store.kv.set('goals', 'last', { name: CANARY.displayName, handle: CANARY.uniqueId })
    await store.write({})
    await store.retain({ before: { events: clock.wallTime() + 1, deadLetters: 0, sessions: 0 } })
    assert.deepEqual([store.read(1, 9).length, canariesIn(dataDir).length > 0], [0, true])
    const { rows, keys } = await erase(viewer)
    assert.deepEqual([rows, keys, canariesIn(dataDir), store.kv.get('goals', 'last')], [3, 1, [], { name: 'Viewer', handle: 'Viewer' }])
  })
}

const ELSE = person('6812345678901234567', 'somebody.else', 'Somebody')
const MENTION = { userId: CANARY.userId, uniqueId: CANARY.uniqueId, displayName: CANARY.displayName }
const SAID_BY_OTHERS: Readonly<Record<string, object>> = {
  mentions: { eventType: 'chat', user: ELSE, payload: { message: 'hi', mentions: [MENTION] } },
  participants: { eventType: 'battle', payload: { participants: [{ ...MENTION, score: 1 }] } },
  'top viewers': { eventType: 'viewerCount', payload: { viewerCount: 1, topViewers: [{ ...MENTION, coins: 3 }] } },
  receiver: { eventType: 'gift', user: ELSE, payload: { giftId: '1', giftName: 'Rose', giftCount: 1, coins: 1, receiver: MENTION } },
  contributor: { eventType: 'goalUpdate', payload: { contributor: CANARY.uniqueId } },
  'deleted chats': { eventType: 'chatDeleted', payload: { messageIds: [], userIds: [CANARY.userId] } },
  'what is said': { eventType: 'chat', user: ELSE, payload: { message: `hello @${CANARY.uniqueId}!` } },
}
for (const [what, said] of Object.entries(SAID_BY_OTHERS)) {
  test(`G2: who was erased, and is only in the ${what} of an older log, is known by hashes alone`, async (t) => {
    const dataDir = createFolder()
    const { store } = await filledLive(t, dataDir, [said])
    assert.ok(canariesIn(dataDir).length > 0)
    const key = await loadViewerKey(dataDir)
    const handles = [key.hashOf('handle', CANARY.uniqueId)]
    await (await openErasures(dataDir)).add({ id: key.hashOf('id', CANARY.userId), handles, at: new Date(clock.wallTime()).toISOString() })
    await keepingOf(t, { dataDir, store })
    assert.deepEqual([canariesIn(dataDir), store.read(1, 9).length], [[], 1])
  })
}

test('G1: others who are called like an erased viewer keep what they gave, each their own', async (t) => {
  const tip = (name: string, amountCents: number) => ({
    ...{ eventType: 'tip', user: person(`tip:${name.toLowerCase()}`, name.toLowerCase(), name) },
    ...{ value: { amountCents, currency: 'EUR' }, payload: { tipperName: name } },
  })
  const chat = (userId: string, name: string) => ({ eventType: 'chat', user: person(userId, name, name), payload: { message: 'hi' } })
  const [luna, rosa] = ['7312345678901999992', '7312345678901999993']
  const { store, erase } = await keptLive(t, [tip('Luna', 500), tip('Rosa', 300), chat(luna, 'Luna'), chat(rosa, 'Rosa')])
  store.viewers.addNote('tip:luna', { at: 0, by: 'Mo', text: 'Kind' })
  for (const userId of [luna, rosa]) await erase(userId)
  assert.deepEqual(
    store.read(1, 2).map(({ event }) => event.user?.userId),
    ['tip:luna', 'tip:rosa'],
  )
  assert.deepEqual(
    store.money.tippers({}, 9).map(({ userId, displayName, cents }) => [userId, displayName, cents]),
    [
      ['tip:luna', 'Luna', 500],
      ['tip:rosa', 'Rosa', 300],
    ],
  )
  assert.deepEqual([store.viewers.get('tip:luna')?.handle, store.viewers.notes('tip:luna').length], ['luna', 1])
})

test('G1: an erasure in a long log is done within a minute', async (t) => {
  const dataDir = createFolder()
  const store = await createSqliteStore({ dataDir, clock })
  t.after(() => store.close())
  for (let from = 1; from <= EVENTS; from += 250) await store.write({ events: chats(250, from).map(ofOthers) })
  const log = createLog({ level: 'silent' })
  const keeping = await createKeeping({
    dataDir,
    version,
    store,
    settings: () => ({ schemaVersion: '1' }),
    restart: async () => {},
    audit: () => {},
    clock,
    log,
  })
  const [began, pauses] = [performance.now(), watchPauses()]
  const report = await keeping.viewers.erase('6812345678901234567', {
    dryRun: false,
    by,
  })
  const [tookMs, longestMs] = [performance.now() - began, pauses.stop()]
  await keeping.stop()
  assert.equal(report.events, EVENTS / 125)
  assert.ok(tookMs < 60_000, `it took ${tookMs} ms`)
  const [all, own, seconds] = [EVENTS.toLocaleString('en'), report.events.toLocaleString('en'), (tookMs / 1000).toFixed(1)]
  t.diagnostic(
    `figure: a viewer with ${own} of ${all} events is gone after ${seconds} s; longest pause of the core ${Math.round(longestMs)} ms`,
  )
})

/** All but one in 125 are somebody else's. */
const ofOthers = (event: NewEvent, index: number): NewEvent =>
  index % 125 === 0 || !event.user
    ? event
    : { ...event, user: { ...event.user, userId: `68${index}`, uniqueId: `other.${index}`, displayName: 'Somebody' } }
