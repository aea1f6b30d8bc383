import { nats } from '../../servers/nats.ts'
import { postgres } from '../../servers/postgres.ts'
import { rabbitmq } from '../../servers/rabbitmq.ts'
import { redis } from '../../servers/redis.ts'
import type { ServerProgram } from '../../servers/server.ts'

/** How events are handed in (`add` at once, `adders` times at the same time) and what the adapter needs beside. */
export type Tune = Readonly<{ add: number; adders: number } & Record<string, number | string>>

export type PeerRow = {
  readonly name: string
  readonly adapter: string
  readonly server?: ServerProgram
  /** What it loses when the power fails. */
  readonly powerCut: 'nothing' | 'a second' | 'two minutes' | 'what is not synced'
  /** For the most deliveries a second, and for the lowest latency of an urgent one: each as its own guides advise, tried on this machine. */
  readonly throughput: Tune
  readonly urgent?: Tune
  /** Each event goes to so many; one when left out. */
  readonly consumers?: number
}

const REDIS = {
  adapter: 'bullmq',
  throughput: { add: 500, adders: 4, concurrency: 50 },
  urgent: { add: 500, adders: 1, concurrency: 4 },
}
const PLAINJOB = { adapter: 'plainjob' }

export const PEERS: readonly PeerRow[] = [
  {
    name: 'RabbitMQ',
    adapter: 'rabbitmq',
    server: rabbitmq,
    powerCut: 'nothing',
    throughput: { add: 256, adders: 8, prefetch: 500 },
    urgent: { add: 256, adders: 1, prefetch: 8 },
  },
  {
    name: 'NATS JetStream',
    adapter: 'nats',
    server: nats,
    // Its files are synced every two minutes; `sync_interval: always` came with 2.10.
    powerCut: 'two minutes',
    throughput: { add: 256, adders: 8, ackPending: 4000, fetch: 500 },
    urgent: { add: 256, adders: 1, ackPending: 8, fetch: 4 },
  },
  {
    name: 'graphile-worker',
    adapter: 'graphile-worker',
    server: postgres,
    powerCut: 'nothing',
    throughput: { add: 500, adders: 2, concurrency: 48, local: 500 },
    urgent: { add: 500, adders: 1, concurrency: 4, local: 0 },
  },
  {
    name: 'pg-boss',
    adapter: 'pg-boss',
    server: postgres,
    powerCut: 'nothing',
    throughput: { add: 2000, adders: 2, batch: 4000, loops: 2 },
    urgent: { add: 1000, adders: 1, batch: 20, loops: 1 },
  },
  { name: 'BullMQ, Redis every second', server: redis('everysec'), powerCut: 'a second', ...REDIS },
  { name: 'BullMQ, Redis always', server: redis('always'), powerCut: 'nothing', ...REDIS },
  {
    name: 'plainjob as it comes',
    ...PLAINJOB,
    powerCut: 'what is not synced',
    throughput: { add: 500, adders: 1, synchronous: 'NORMAL' },
    urgent: { add: 500, adders: 1, synchronous: 'NORMAL' },
  },
  {
    name: 'plainjob, durable',
    ...PLAINJOB,
    powerCut: 'nothing',
    throughput: { add: 500, adders: 1, synchronous: 'FULL' },
    urgent: { add: 500, adders: 1, synchronous: 'FULL' },
  },
]

/** Two that can hand one event to many by themselves, with as many who take it as we have plugins. */
export const FANNED: readonly PeerRow[] = PEERS.filter(({ adapter }) => adapter === 'rabbitmq' || adapter === 'nats').map(
  ({ urgent: _, ...row }) => ({ ...row, name: `${row.name}, 5 consumers`, consumers: 5 }),
)
