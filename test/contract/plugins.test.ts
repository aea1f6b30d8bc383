import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setInterval as ticks } from 'node:timers/promises'
import { openSocket, startHost } from '../support/host.ts'
import { createPluginFolders } from '../support/plugin-folders.ts'

const INTERVAL_MS = 10
const SECOND_MS = 1000

/** Counts the ticks of a second in which nothing is delivered. */
const TICKS = `import type { Plugin } from '#sdk'
export default {
  on: {
    gift(event, host) {
      let ticks = 0
      const interval = setInterval(() => { ticks += 1 }, ${INTERVAL_MS})
      setTimeout(() => { clearInterval(interval); host.publish('ticks', ticks) }, ${SECOND_MS})
    },
  },
} satisfies Plugin
`

/** Never answers in time, and never in order. */
const BROKEN = `import type { Plugin } from '#sdk'
export default { on: { gift: () => { for (;;); }, chat: () => { setTimeout(() => { throw new Error('late') }, 1) } } } satisfies Plugin
`

async function countTicks(): Promise<number> {
  const startedAt = performance.now()
  let count = 0
  for await (const _ of ticks(INTERVAL_MS)) {
    if (performance.now() - startedAt >= SECOND_MS) break
    count += 1
  }
  return count
}

async function startWith(t: Parameters<typeof startHost>[0], plugins: Readonly<Record<string, string>>) {
  const folders = await createPluginFolders()
  for (const [id, code] of Object.entries(plugins))
    await folders.write(id, {
      manifest: { timeoutMs: 300, subscriptions: [{ event: 'gift' }, { event: 'chat' }] },
      files: { 'plugin.ts': code },
    })
  const host = await startHost(t, { pluginRoots: [folders.root] })
  const door = host.door()
  door.openSession({ streamId: 'plugins', source: 'simulator' })
  let given = 0
  const user = { userId: '1', uniqueId: 'ann', displayName: 'Ann' }
  return {
    host,
    folders,
    gift: () =>
      door.ingest([
        {
          eventType: 'gift',
          eventId: `plugins:room:g${++given}`,
          user,
          payload: { giftId: '1', giftName: 'Rose', giftCount: 1, coins: 1, diamondCount: 1 },
        },
      ]),
    chat: () => door.ingest([{ eventType: 'chat', eventId: `plugins:room:c${++given}`, user, payload: { message: 'Hello' } }]),
  }
}

test('P11: a timer of a plugin runs while nothing is delivered, as often as one of the core', async (t) => {
  const { host, gift } = await startWith(t, { ticks: TICKS })
  const socket = await openSocket(t, host.url, { key: host.keys.game, subscribe: { topics: ['ticks.*'] } })
  await gift()
  const own = await countTicks()
  await socket.until(() => socket.messages.some(({ type }) => type === 'publish'))
  const theirs = socket.messages.flatMap(({ type, data }) => (type === 'publish' ? [Number(data)] : []))[0] ?? 0
  t.diagnostic(`figure: ${theirs} ticks of 10 ms in a second without deliveries; the core itself ${own}`)
  assert.ok(theirs >= Math.min(80, own * 0.8), `${theirs} ticks, where the core had ${own}`)
})

test('P1, P12: while a plugin blocks its thread and throws when nobody listens, the API answers and every event is kept', async (t) => {
  const { host, gift, chat } = await startWith(t, { broken: BROKEN })
  const answersMs: number[] = []
  for (let n = 0; n < 60; n += 1) {
    await (n % 2 ? gift() : chat())
    const askedAt = performance.now()
    const { status } = await fetch(`${host.url}/health`)
    answersMs.push(performance.now() - askedAt)
    assert.ok(status === 200 || status === 503, `${status}`)
  }
  const p99 = answersMs.sort((a, b) => a - b).at(-1) ?? 0
  t.diagnostic(`figure: the slowest of 60 answers of the API took ${p99.toFixed(1)} ms`)
  assert.equal(host.events.filter(({ eventType }) => eventType === 'gift' || eventType === 'chat').length, 60)
  assert.ok(p99 < 1000, `${p99} ms`)
})
