import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '../../core/base/clock.ts'
import type { Draft } from '../../core/ingest/source.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import fc from '../support/chance.ts'
import { createFolder } from '../support/folder.ts'
import { openSocket, startHost } from '../support/host.ts'
import { createPluginFolders } from '../support/plugin-folders.ts'

const EVENTS = process.env.SHOWRUNNER_LONG ? 900 : 300

const MIRROR = `import type { Plugin } from '#sdk'
export default { on: { '*': (event, host) => host.publish('event', event) } } satisfies Plugin
`

/** Text that breaks what is careless with text: any code unit, and what is known to hurt. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom(
    '__proto__',
    'constructor',
    '\u202e txt',
    '\ud800',
    '\udc00x',
    'a\u0000b',
    '\u2028',
    '﷽'.repeat(20),
    'e\u0301'.repeat(40),
    '🏳️‍🌈',
    '</script>',
    "'; --",
  ),
)
const user = fc.record({ userId: fc.bigInt({ min: 0n, max: 2n ** 64n }).map(String), uniqueId: text, displayName: text })

/** What viewers may do, in any words and numbers. */
const draft: fc.Arbitrary<Draft> = fc.oneof(
  fc.record({ eventType: fc.constant('chat' as const), user, payload: fc.record({ message: text }) }),
  fc.record({
    eventType: fc.constant('gift' as const),
    user,
    payload: fc.record({
      giftId: fc.bigInt({ min: 0n, max: 2n ** 64n }).map(String),
      giftName: text,
      giftCount: fc.integer({ min: 1, max: 1e6 }),
      coins: fc.integer({ min: 0, max: 1e6 }),
      diamondCount: fc.integer({ min: 0, max: 1e6 }),
    }),
  }),
  fc.record({ eventType: fc.constant('question' as const), user, payload: fc.record({ question: text }) }),
)

test('H4, H2: what was accepted stands in the log, the API, sockets and plugins as it was accepted, to the last byte', async (t) => {
  const folders = await createPluginFolders()
  const subscriptions = ['chat', 'gift', 'question', 'raw'].map((event) => ({ event }))
  await folders.write('mirror', { manifest: { subscriptions }, files: { 'plugin.ts': MIRROR } })
  const dataDir = createFolder()
  const host = await startHost(t, { pluginRoots: [folders.root], dataDir })
  const socket = await openSocket(t, host.url, { key: host.keys.game, subscribe: { events: ['*'], topics: ['mirror.event'] } })
  await socket.until(() => socket.messages.some(({ type }) => type === 'subscribed'))
  const door = host.door()
  door.openSession({ streamId: 'hostile', source: 'simulator' })
  const drafts = fc.sample(draft, { numRuns: EVENTS })
  t.diagnostic(`figure: ${EVENTS} events of any text, the same in five places`)
  await door.ingest(drafts)
  await socket.until(() => socket.messages.filter(({ type }) => type === 'publish').length === EVENTS)

  // What a JSON text of it is, so that nothing but its own fields counts.
  const plain = (events: readonly unknown[]) => events.map((event) => JSON.stringify(event))
  const wanted = host.events.filter(({ eventType }) => eventType !== 'streamStart')
  const accepted = plain(wanted)
  assert.equal(accepted.length, EVENTS)
  assert.ok(wanted.filter(({ eventType }) => eventType === 'raw').length < EVENTS / 2, 'Most drafts were no events')
  const answer = await fetch(`${host.url}/api/logs?limit=1000`, { headers: { authorization: `Bearer ${host.keys.admin}` } })
  const { events } = (await answer.json()) as { events: { eventType: string }[] }
  const isWanted = ({ eventType }: { eventType: string }) => eventType !== 'streamStart'
  const heard = socket.messages.flatMap(({ type, event }) => (type === 'event' ? [event as { eventType: string }] : []))
  assert.deepEqual(plain(events.filter(isWanted).toReversed()), accepted)
  assert.deepEqual(plain(heard.filter(isWanted)), accepted)
  const mirrored = socket.messages.flatMap(({ type, data }) => (type === 'publish' ? [data as { seqNo: number }] : []))
  assert.deepEqual(plain(mirrored.sort((a, b) => a.seqNo - b.seqNo)).map(sorted), accepted.map(sorted))
  await host.stop()
  const store = await createSqliteStore({ dataDir, clock: systemClock })
  assert.deepEqual(plain(store.read(1, 1000).flatMap(({ event }) => (isWanted(event) ? [event] : []))).map(sorted), accepted.map(sorted))
  await store.close()
  assert.deepEqual(Object.keys(Object.prototype), [])
  assert.equal(accepted.filter((json) => !json.isWellFormed()).length, 0)
})

/** The same JSON with its fields in order of their names. */
function sorted(json: string): string {
  return JSON.stringify(JSON.parse(json), (_, value) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
}
