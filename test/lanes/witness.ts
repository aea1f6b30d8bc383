import type { TestContext } from 'node:test'
import type { LaneView } from '../../schemas/types.ts'
import { askedUntil } from '../support/asked.ts'
import { openSocket } from '../support/host.ts'
import { createOperated } from '../support/operated.ts'
import type { Written } from '../support/plugin-folders.ts'

/** Publishes what it handles; a gift named Stop waits for the action `go`, one named Fail always fails, and one named Once fails the first time. */
export const WITNESS: Written = {
  manifest: {
    subscriptions: [{ event: 'gift' }, { event: 'chat', where: { 'payload.message': 'hello' } }, { event: 'like' }],
    retry: { attempts: 2, delayMs: 0 },
    timeoutMs: 60_000,
    actions: { go: {} },
  },
  files: {
    'plugin.ts': `import type { Plugin } from '#sdk'
      let go = () => {}
      const gate = new Promise<void>((resolve) => { go = resolve })
      const tried = new Set<number>()
      export default {
        on: {
          gift: async (event, host) => {
            const { giftName } = event.payload
            host.publish('begun', giftName)
            if (giftName === 'Stop') await gate
            if (giftName === 'Fail') throw new Error('The door of the game is shut')
            if (giftName === 'Once' && !tried.has(event.seqNo)) { tried.add(event.seqNo); throw new Error('Not yet') }
            host.publish('gift', giftName)
          },
          chat: (event, host) => host.publish('chat', event.payload.message),
          like: () => {},
        },
        actions: { go: () => { go(); return null } },
      } satisfies Plugin`,
  },
}

export type Operated = Awaited<ReturnType<Awaited<ReturnType<typeof createOperated>>['start']>>

/** A folder of plugins with the witness in it, and hosts of it. */
export async function createWitnessed(t: TestContext, manifest: Record<string, unknown> = {}) {
  const operated = await createOperated(t)
  await operated.write('witness', { ...WITNESS, manifest: { ...Object(WITNESS.manifest), ...manifest } })
  return {
    ...operated,
    async start() {
      const host = await operated.start()
      const socket = await openSocket(t, host.url, { key: host.keys.game, subscribe: { topics: ['witness.*', 'host.*'] } })
      const published = (topic: string) => socket.messages.flatMap((message) => (message.topic === topic ? [message.data] : []))
      return {
        ...host,
        published,
        /** Resolves once so many messages of a topic came. */
        heardOf: async (topic: string, count: number) => {
          await socket.until(() => published(topic).length >= count)
          return published(topic)
        },
        gift: (giftName: string) => simulate(host, 'gift', { giftName }),
        simulate: (type: string, input = {}) => simulate(host, type, input),
        lane: () => laneOf(host),
        laneUntil: (isIt: (lane: LaneView) => boolean) => askedUntil(() => laneOf(host), isIt),
        get: async (path: string) => (await host.ask('GET', path)).body,
      }
    },
  }
}

export type Witnessed = Awaited<ReturnType<Awaited<ReturnType<typeof createWitnessed>>['start']>>

/** The number of the event that it became. */
async function simulate(host: Operated, type: string, input: Record<string, unknown>): Promise<number> {
  const { status, body } = await host.ask('POST', `/api/simulate/${type}`, input)
  if (status !== 201) throw new TypeError(JSON.stringify(body))
  return Object(body.event).seqNo
}

async function laneOf(host: Operated): Promise<LaneView> {
  const lanes = (await host.ask('GET', '/api/lanes')).body.lanes as LaneView[]
  const lane = lanes.find(({ plugin }) => plugin === 'witness')
  if (!lane) throw new TypeError('The witness has no lane')
  return lane
}
