import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '../../core/base/clock.ts'
import { createLog } from '../../core/base/log.ts'
import { createTikTokSource } from '../../core/ingest/tiktok/source.ts'
import type { Receipt } from '../../core/kit/receipts.ts'
import { type FakeMessage, GIFTS, viewer } from '../../scripts/fake-tiktok/messages.ts'
import { createFakeTikTok } from '../../scripts/fake-tiktok/server.ts'
import { createFolder } from './folder.ts'
import { type Ending, openSocket, startHost } from './host.ts'

type Values = Readonly<Record<string, unknown>>

/** A whole host with one plugin, following a live of the loopback TikTok; `receipts` are those of the plugin, newest first. */
export async function startWorld(t: Ending, plugin: string, settings: Values = {}, secrets: Values = {}) {
  const dataDir = createFolder()
  const write = (name: string, plugins: Values) => writeFile(join(dataDir, name), JSON.stringify({ schemaVersion: '1', plugins }))
  await write('settings.json', { [plugin]: { enabled: true, settings } })
  await write('secrets.json', { [plugin]: secrets })
  const fake = await createFakeTikTok()
  t.after(fake.stop)
  const log = createLog({ level: 'silent' })
  const options = { endpoint: fake.url }
  const host = await startHost(t, {
    ...{ dataDir, only: [plugin] },
    createSource: (door) => createTikTokSource({ username: 'somebody', door, clock: systemClock, random: Math.random, log, options }),
  })
  const page = await openSocket(t, host.url, { key: host.keys.admin, subscribe: { topics: [`${plugin}.*`] } })
  await host.until((events) => events.some(({ eventType }) => eventType === 'connected'))
  let gifts = 0

  /** What the plugin published last on a topic. */
  const last = (topic: string) => page.messages.findLast((message) => message.type === 'publish' && message.topic === topic)?.data
  // What core/kit/receipts publishes.
  const receipts = () => (last('receipts') ?? []) as readonly Receipt[]
  return {
    host,
    fake,
    dataDir,
    receipts,
    push: (message: FakeMessage) => fake.push([message]),
    /** A rose, given by the viewer with this number. */
    giveRose: (n = 7) => fake.push([fake.messages.gift(viewer(n), GIFTS.rose, { count: 1, end: true, groupId: `${9000 + ++gifts}` })]),
    untilTopic: (topic: string, isSo: (data: unknown) => boolean) => page.until(() => isSo(last(topic))),
    untilReceipts: (isSo: (receipts: readonly Receipt[]) => boolean) => page.until(() => isSo(receipts())),
    /** Changes settings of the plugin, as the dashboard does. */
    async set(settings: Values): Promise<void> {
      await fetch(`${host.url}/api/plugins/${plugin}/settings`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${host.keys.admin}`, 'content-type': 'application/json' },
        body: JSON.stringify(settings),
      })
    },
    /** Calls one of the plugin's actions; answers what it answered. */
    async act(action: string, input: unknown = {}): Promise<unknown> {
      const answer = await fetch(`${host.url}/api/actions/${plugin}.${action}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${host.keys.admin}`, 'content-type': 'application/json' },
        body: JSON.stringify(input),
      })
      return answer.json()
    },
  }
}
