import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLookUp } from '../../../core/desks/log/look-up.ts'
import { fixtureOf } from '../../../core/rehearsal/events.ts'
import { rehearse } from '../../../core/rehearsal/rehearse.ts'
import type { LookedUp } from '../../../core/sandbox/broker/events.ts'
import type { EventsWanted } from '../../../core/serve/serve.ts'
import type { UnifiedEvent } from '../../../schemas/types.ts'
import { createOperated } from '../../support/operated.ts'
import { createPluginFolders } from '../../support/plugin-folders.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'
import { createBrokerUnderTest } from './broker-under-test.ts'

/** Only what a look into the log looks at. */
const eventAt = (seqNo: number, text = '') => ({ eventType: 'chat', seqNo, text }) as unknown as UnifiedEvent

test('a plugin looks up the types that it was granted, and each look is counted', async (t) => {
  const asked: LookedUp[] = []
  const lookUp = async (wanted: LookedUp) => {
    asked.push(wanted)
    return [eventAt(2), eventAt(1)]
  }
  const { broker, ask, value } = await createBrokerUnderTest(t, { events: ['chat'] }, { lookUp })
  const since = '2026-01-01T00:00:00.000Z'
  const found = await value('events.query', { types: ['chat'], sessionId: 's', userId: '7', since, after: 9, order: 'asc', limit: 500 })
  assert.deepEqual(found, [eventAt(2), eventAt(1)])
  await value('events.query', { types: ['chat'] })
  assert.deepEqual(asked, [
    { types: ['chat'], sessionId: 's', userId: '7', sinceMs: Date.parse(since), after: 9, order: 'asc', limit: 500 },
    { types: ['chat'], order: 'desc', limit: 100 },
  ])
  await assert.rejects(ask('events.query', { types: ['chat', 'gift'] }), { name: 'NotCapable' })
  assert.deepEqual(
    broker.usage('stranger').map(({ power, what, count, denied }) => [power, what, count, denied]),
    [
      ['events', 'gift', 0, 1],
      ['events', 'chat', 2, 0],
    ],
  )
  assert.equal(asked.length, 2)
})

test('a look for what is no type, too much, or no time is refused', async (t) => {
  const { ask } = await createBrokerUnderTest(t, { events: ['*'] })
  const wrong = [
    {},
    { types: [] },
    { types: ['everything'] },
    { types: ['*'] },
    { types: ['chat'], limit: 501 },
    { types: ['chat'], order: 'up' },
    { types: ['chat'], since: 'soon' },
    { types: ['chat'], after: -1 },
  ]
  for (const query of wrong) await assert.rejects(ask('events.query', query), { name: 'TypeError' }, JSON.stringify(query))
  assert.deepEqual((await ask('events.query', { types: ['chat', 'gift'] })).value, [])
})

test('an answer holds as many events as 192 KiB do', async (t) => {
  const events = Array.from({ length: 20 }, (_, index) => eventAt(index + 1, 'ñ'.repeat(10_000)))
  const { value } = await createBrokerUnderTest(t, { events: ['*'] }, { lookUp: async () => events })
  const found = await value('events.query', { types: ['chat'] })
  assert.equal(found.length, 9)
  assert.ok(Buffer.byteLength(JSON.stringify(found)) < 192 * 1024)
})

test('looks of plugins come one after the other, and together no faster than the log can do beside a live', async () => {
  const clock = createVirtualClock()
  const asked: { readonly at: number; readonly cursor: string | undefined }[] = []
  const page = ({ cursor, limit }: EventsWanted) => {
    asked.push({ at: clock.now(), cursor })
    const first = Number(cursor ?? 1)
    return { events: [eventAt(first)].slice(0, limit), looked: 2000, next: String(first + 2000) }
  }
  const lookUp = createLookUp({ page, clock })
  const wanted = { types: ['chat'], order: 'asc', limit: 3 } as const
  const both = Promise.all([lookUp(wanted), lookUp({ ...wanted, after: 9 })])
  await clock.advance(1000)
  assert.deepEqual(
    (await both).map((events) => events.map(({ seqNo }) => seqNo)),
    [
      [1, 2001, 4001],
      [10, 2010, 4010],
    ],
  )
  assert.deepEqual(
    asked.map(({ at }) => at),
    [0, 100, 200, 300, 400, 500],
  )
  const rare = createLookUp({ page: ({ cursor }) => ({ ...page({ ...wanted, cursor: cursor ?? '1' }), events: [] }), clock })
  asked.length = 0
  const nothing = rare(wanted)
  await clock.advance(10_000)
  assert.deepEqual([await nothing, asked.length], [[], 10])
})

test('a plugin finds what happened before, in the log of a real host', async (t) => {
  const { write, start } = await createOperated(t)
  await write('recall', {
    manifest: { isolation: 'thread', permissions: { events: ['chat'] }, actions: { recall: {} } },
    files: {
      'plugin.ts': `export default {
  actions: {
    async recall(query, { events }) {
      const found = await events.query({ types: ['chat'], ...query })
      return found.map(({ payload }) => payload.message)
    },
  },
}`,
    },
  })
  const host = await start({ dev: true })
  const { ask: approvals } = await host.show('recall')
  await host.ask('POST', '/api/plugins/recall/approve', { hash: approvals?.hash })
  for (const message of ['one', 'two', 'three']) await host.ask('POST', '/api/simulate/chat', { message })
  await host.ask('POST', '/api/simulate/follow', {})
  assert.deepEqual((await host.act('recall.recall', { limit: 2 })).body.value, ['three', 'two'])
  assert.deepEqual((await host.act('recall.recall', { order: 'asc' })).body.value, ['one', 'two', 'three'])
  assert.deepEqual((await host.act('recall.recall', { sessionId: 'session-99' })).body.value, [])
  const refused = await host.act('recall.recall', { types: ['gift'] })
  assert.match(String(refused.body.detail), /Requires events access to "gift"/)
})

test('in a rehearsal the log is what its test says', async (t) => {
  const { write } = await createPluginFolders()
  const code = `export default { actions: { async count(query, { events }) { return (await events.query(query)).map(({ seqNo }) => seqNo) } } }`
  const folder = await write('recall', {
    manifest: { permissions: { events: ['*'] }, actions: { count: {} } },
    files: { 'plugin.ts': code },
  })
  const past = await Promise.all([
    fixtureOf('chat', {}, { seqNo: 3 }),
    fixtureOf('gift', {}, { seqNo: 4 }),
    fixtureOf('chat', {}, { seqNo: 5 }),
  ])
  const plugin = await rehearse(folder, { past })
  t.after(() => plugin.stop())
  const found = async (query: object) => (await plugin.act('count', query)).answer
  assert.deepEqual(await found({ types: ['chat', 'gift'], order: 'asc', after: 3 }), [4, 5])
  assert.deepEqual(await found({ types: ['chat'], limit: 1 }), [5])
  assert.deepEqual(await found({ types: ['chat'], since: '2099-01-01T00:00:00Z' }), [])
})
