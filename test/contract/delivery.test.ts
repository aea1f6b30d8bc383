import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemClock } from '../../core/base/clock.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import type { DeadLetter } from '../../core/store/store.ts'
import type { UnifiedEvent } from '../../schemas/types.ts'
import { giftDraft } from '../../scripts/bench/drafts.ts'
import { startBenchHost } from '../../scripts/bench/host.ts'
import { runKillCycles } from '../../scripts/bench/kill-cycles.ts'
import { createWaiters } from '../../scripts/fake-tiktok/waiters.ts'
import { createFolder } from '../support/folder.ts'
import { openSocket, startHost } from '../support/host.ts'
import { type Seen, writeLedgerPlugins } from '../support/ledger-plugins.ts'
import { createPluginFolders } from '../support/plugin-folders.ts'

const KILLS = process.env.SHOWRUNNER_LONG ? 300 : 10
const CONCURRENCY = 8
/** What a plugin may have done since its progress was written last, of all plugins together; core/schedule/journal.ts. */
const UNWRITTEN_MAX = 5000

/** Every event of the log, and what is still owed to a plugin. */
async function readStore(dataDir: string, plugins: readonly string[]) {
  const store = await createSqliteStore({ dataDir, clock: systemClock })
  const events: UnifiedEvent[] = []
  for (let page = store.read(1, 1000); page.length > 0; page = store.read((page.at(-1)?.seqNo ?? 0) + 1, 1000))
    events.push(...page.map(({ event }) => event))
  const owed = plugins.map((plugin) => [...(store.progress(plugin)?.pages.values() ?? [])].filter((page) => page !== null).length)
  const dead: DeadLetter[] = []
  for (let page = store.deadLetters(); page.length > 0; page = store.deadLetters({ before: page.at(-1)?.id ?? 0 })) dead.push(...page)
  await store.close()
  return { events, owed, dead }
}

/** Of each event the deliveries in their order. */
function byEvent(ledger: readonly Seen[]) {
  const all = new Map<string, Seen[]>()
  for (const seen of ledger) all.set(seen.eventId, [...(all.get(seen.eventId) ?? []), seen])
  return all
}

const isNotMarked = ({ attempt, redelivered }: Seen) => attempt < 2 && !redelivered

test('O5, D1, L1, L2, L4, L5: after kills of a host under load no event is lost, each was handled or is a dead letter, likes at most once, and repeats are few and marked', async (t) => {
  const folder = createFolder()
  const dataDir = join(folder, 'data')
  const { ids, mark, read } = await writeLedgerPlugins(folder, CONCURRENCY)
  const { accepted, ...kills } = await runKillCycles({
    dataDir,
    cycles: KILLS,
    random: Math.random,
    writer: 'host',
    onCycle: () => void mark(),
  })
  // A last host does what is left, which grows with each kill: a plugin may write some 250 times a second.
  await (await startBenchHost({ folder, dataDir })).stop(60_000 + KILLS * 1000)
  const { events, owed, dead } = await readStore(dataDir, ids)
  assert.deepEqual(owed, [0, 0])
  assert.deepEqual(kills, { cycles: KILLS, lost: 0, damaged: 0, contiguous: true })

  const figures: string[] = []
  for (const id of ids) {
    const ledger = await read(id)
    const seen = byEvent(ledger)
    const given = new Set(dead.filter(({ plugin }) => plugin === id).map(({ event }) => event?.eventId))
    const wanted = events.filter(({ eventType }) => eventType === 'chat' || eventType === 'gift')
    const missing = wanted.filter(({ eventId }) => !seen.has(eventId) && !given.has(eventId))
    const likesTwice = [...seen.values()].filter(([first, second]) => first?.eventType === 'like' && second)
    const repeats = [...seen.values()].flatMap(([, ...again]) => again)
    const keys = [...seen.values()].filter((all) => new Set(all.map(({ key }) => key)).size !== 1)
    const perKill = Array.from({ length: KILLS + 1 }, (_, round) => repeats.filter((seen) => seen.round === round).length)
    const most = Math.max(...perKill)
    figures.push(`${missing.length} of ${wanted.length} missing ${id}, ${repeats.length} repeats, at most ${most} after one kill`)
    assert.ok(wanted.length > KILLS * 5, `Only ${wanted.length} events were accepted`)
    assert.deepEqual(missing, [])
    assert.deepEqual(likesTwice, [])
    assert.deepEqual(repeats.filter(isNotMarked), [])
    assert.deepEqual(keys, [])
    assert.ok(most <= UNWRITTEN_MAX, `${most} deliveries were repeated after one kill`)
  }
  t.diagnostic(
    `figure: ${KILLS} kills of a host under load, ${kills.lost} of ${accepted.toLocaleString('en')} accepted events lost: ${figures.join('; ')}`,
  )
})

const TELLS = `import type { Plugin } from '#sdk'
export default { on: { gift: (event, host) => host.publish('gift', event.seqNo) } } satisfies Plugin
`

test('L8: a plugin that is dropped in later is shown what comes later, and nothing of before', async (t) => {
  const folders = await createPluginFolders()
  const { changed, until } = createWaiters()
  const said: string[] = []
  const say = (sentence: string) => {
    said.push(sentence)
    changed()
  }
  const host = await startHost(t, { pluginRoots: [folders.root], say })
  const socket = await openSocket(t, host.url, { key: host.keys.game, subscribe: { topics: ['late.gift'] } })
  const door = host.door()
  door.openSession({ streamId: 'late', source: 'simulator' })
  const give = (from: number) => door.ingest(Array.from({ length: 5 }, (_, n) => giftDraft(from + n, 0)))
  await give(1)
  const head = host.events.at(-1)?.seqNo ?? 0
  await folders.drop('late', { files: { 'plugin.ts': TELLS } })
  await until(() => said.includes('late runs'))
  await give(6)
  await socket.until(() => socket.messages.filter(({ type }) => type === 'publish').length >= 5)
  const seen = socket.messages.flatMap(({ type, data }) => (type === 'publish' ? [data] : []))
  assert.deepEqual(
    seen,
    Array.from({ length: 5 }, (_, n) => head + 1 + n),
  )
})
