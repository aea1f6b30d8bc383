import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemClock } from '../../core/base/clock.ts'
import { createLog } from '../../core/base/log.ts'
import type { HostOptions } from '../../core/host.ts'
import { createTikTokSource } from '../../core/ingest/tiktok/source.ts'
import type { RunnerStatus } from '../../core/sandbox/sandbox.ts'
import { GIFTS, viewer } from '../../scripts/fake-tiktok/messages.ts'
import { createFakeTikTok } from '../../scripts/fake-tiktok/server.ts'
import { createFolder } from '../support/folder.ts'
import { openSocket, startHost } from '../support/host.ts'
import { ROOT } from '../support/root.ts'

const tiktok =
  (endpoint: string): HostOptions['createSource'] =>
  (door) =>
    createTikTokSource({
      username: 'somebody',
      door,
      clock: systemClock,
      random: Math.random,
      log: createLog({ level: 'silent' }),
      options: { endpoint },
    })

/** A plugin that publishes the number of every gift it handles. */
async function giftWitness(folder: string): Promise<string> {
  await mkdir(join(folder, 'witness'), { recursive: true })
  await writeFile(
    join(folder, 'witness/plugin.manifest.json'),
    JSON.stringify({ id: 'witness', name: 'Witness', version: '1.0.0', subscriptions: [{ event: 'gift' }] }),
  )
  await writeFile(
    join(folder, 'witness/plugin.ts'),
    `import type { Plugin } from '#sdk'
     export default { on: { gift: (event, host) => host.publish('gift', event.seqNo) } } satisfies Plugin`,
  )
  return folder
}

test('a gift on TikTok goes through the log and a plugin to the socket of an overlay', async (t) => {
  const fake = await createFakeTikTok()
  t.after(fake.stop)
  const host = await startHost(t, { createSource: tiktok(fake.url) })
  const overlay = await openSocket(t, host.url, { key: host.keys.overlay, subscribe: { topics: ['alerts.*'] } })
  await host.until((events) => events.some(({ eventType }) => eventType === 'connected'))
  fake.push([fake.messages.gift(viewer(7), GIFTS.rose, { count: 1, groupId: '5' })])
  fake.push([fake.messages.gift(viewer(7), GIFTS.rose, { count: 3, groupId: '5' })])
  fake.push([fake.messages.gift(viewer(7), GIFTS.rose, { count: 3, groupId: '5', end: true })])
  await overlay.until(() => overlay.messages.some(({ type }) => type === 'publish'))

  const gifts = host.events.flatMap((event) => (event.eventType === 'gift' ? [event.payload] : []))
  assert.deepEqual(
    gifts.map(({ giftName, giftCount, coins, endedBy }) => ({ giftName, giftCount, coins, endedBy })),
    [{ giftName: 'Rose', giftCount: 3, coins: 3, endedBy: 'platform' }],
  )
  const [shown] = overlay.messages.filter(({ type }) => type === 'publish')
  assert.equal(shown?.plugin, 'alerts')
  assert.match(JSON.stringify(shown?.data), /Rose/)
})

test('P4, L1: killing the runner again and again while gifts stream loses none', async (t) => {
  const folder = await giftWitness(createFolder())
  const fake = await createFakeTikTok()
  t.after(fake.stop)
  const host = await startHost(t, { createSource: tiktok(fake.url), pluginRoots: [join(ROOT, 'plugins'), folder] })
  const witness = await openSocket(t, host.url, { key: host.keys.game, subscribe: { topics: ['witness.gift'] } })
  await host.until((events) => events.some(({ eventType }) => eventType === 'connected'))

  const GIFTS_A_ROUND = 50
  const killed = new Set<number>()
  for (let round = 1; round <= 4; round += 1) {
    for (let n = 0; n < GIFTS_A_ROUND; n += 1)
      fake.push([fake.messages.gift(viewer(n), GIFTS.rose, { count: 1, end: true, groupId: `${round}${n}` })])
    await host.until((events) => events.filter(({ eventType }) => eventType === 'gift').length >= GIFTS_A_ROUND * round - 25)
    for (const pid of runningRunners(host.status())) {
      // A runner killed in the round before may not have been missed yet.
      if (!killed.has(pid)) process.kill(pid, 'SIGKILL')
      killed.add(pid)
    }
  }
  await host.until((events) => events.filter(({ eventType }) => eventType === 'gift').length === GIFTS_A_ROUND * 4)
  const accepted = host.events.flatMap(({ eventType, seqNo }) => (eventType === 'gift' ? [seqNo] : []))
  const seen = () => new Set(witness.messages.flatMap(({ type, data }) => (type === 'publish' ? [data] : [])))
  await witness.until(() => accepted.every((seqNo) => seen().has(seqNo)))
  assert.equal(seen().size, GIFTS_A_ROUND * 4)
  assert.ok(killed.size >= 2, `only ${killed.size} runners were killed`)
})

test('a host that stops and starts again goes on where it was, and takes a repeated gift once', async (t) => {
  const dataDir = createFolder()
  const fake = await createFakeTikTok()
  t.after(fake.stop)
  const gift = fake.messages.gift(viewer(1), GIFTS.rose, { count: 2, end: true, groupId: '9' })
  const first = await startHost(t, { dataDir, createSource: tiktok(fake.url) })
  await first.until((events) => events.some(({ eventType }) => eventType === 'connected'))
  fake.push([gift])
  await first.until((events) => events.some(({ eventType }) => eventType === 'gift'))
  await first.stop()

  const second = await startHost(t, { dataDir, createSource: tiktok(fake.url) })
  await second.until((events) => events.some(({ eventType }) => eventType === 'connected'))
  fake.push([gift, fake.messages.chat(viewer(1), 'after')])
  await second.until((events) => events.some(({ eventType }) => eventType === 'chat'))
  assert.deepEqual(
    second.events.filter(({ eventType }) => eventType === 'gift'),
    [],
  )
  assert.ok((second.events[0]?.seqNo ?? 0) > (first.events.at(-1)?.seqNo ?? 0))
})

function runningRunners(status: Readonly<Record<string, unknown>>): readonly number[] {
  // The report's own shape; see core/desks/watch/report.ts.
  return (status.runners as RunnerStatus[]).flatMap(({ pid, state }) => (pid !== null && state === 'running' ? [pid] : []))
}
