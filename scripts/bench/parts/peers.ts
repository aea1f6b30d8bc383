import { type Latency, latency, latencyOf, type Spread, spread, spreadOf, whole } from '../figures.ts'
import { benchFolder } from '../ours/folder.ts'
import { createPeers } from '../peers/peers.ts'
import { table } from '../table.ts'
import type { Part, PartOptions } from './part.ts'

const BUSY = { busyMs: 0.2 }

type Row = {
  readonly name: string
  /** What a power cut takes. */
  readonly powerCut: string
  readonly deliveries: Spread
  readonly urgent?: Latency
}
type Figures = {
  readonly events: number
  readonly backlog: number
  readonly versions: Readonly<Record<string, string>>
  readonly ours: readonly Row[]
  readonly peers: readonly Row[]
  /** Peers that could not be measured, and why. */
  readonly missing: Readonly<Record<string, string>>
}

type Competitor = {
  readonly name: string
  readonly powerCut: string
  throughput(): Promise<number>
  urgent?(): Promise<readonly number[]>
}

/** The same work through others' queues, on the same machine, in turns. */
export const peers: Part<Figures> = {
  about: "others' durable queues with the same work: deliveries a second, and an urgent job put into a full queue",
  async open(options) {
    const { events, backlog } = options.sizes
    const { found, missing, versions } = await createPeers(options)
    const all = { ours: ours(options).map(withFigures), peers: found.map(withFigures) }
    return {
      async round() {
        for (const { competitor, speeds, urgents } of [...all.ours, ...all.peers]) {
          if (missing[competitor.name] !== undefined) continue
          options.progress(`peers: ${competitor.name}`)
          try {
            speeds.push(await competitor.throughput())
            if (competitor.urgent) urgents.push(...(await competitor.urgent()))
          } catch (error) {
            missing[competitor.name] = String(error).split('\n')[0] ?? ''
          }
        }
      },
      figures: () => ({ events, backlog, versions, ours: all.ours.flatMap(rowOf), peers: all.peers.flatMap(rowOf), missing }),
    }
  },
  tables(figures) {
    const bestDurable = Math.max(
      ...figures.peers.filter(({ powerCut }) => powerCut === 'nothing').map(({ deliveries }) => deliveries.median),
    )
    const times = (row: Row) => `${(row.deliveries.median / bestDurable).toFixed(row.deliveries.median < bestDurable ? 2 : 1)} ×`
    return [
      ...table(
        `${whole(figures.events)} events of about 500 bytes, 6 priorities, handed in, handled and acknowledged; median (min–max) a second\nurgent: milliseconds until the handler of a top-priority job runs behind ${whole(figures.backlog)} others of 0.2 ms`,
        ['', 'deliveries', 'best durable peer', 'a power cut takes', 'urgent p50', 'p99', 'max'],
        [...figures.ours, ...figures.peers].map((row) => [
          row.name,
          spread(row.deliveries),
          times(row),
          row.powerCut,
          ...(row.urgent ? latency(row.urgent) : []),
        ]),
      ),
      ...Object.entries(figures.missing).map(([name, reason]) => `${name} is missing: ${reason}`),
    ]
  },
}

/** A whole host with sandboxed plugins; a chat that waits is as urgent as most, the gift is what cannot wait. */
function ours({ sizes: { events, warmUp, backlog, urgentSamples, some }, cleanup, measure }: PartOptions): readonly Competitor[] {
  const throughput = (plugins: number) => async () =>
    (await measure('deliveries', { folder: await benchFolder(cleanup, plugins), events, warmUp, mixed: true })).deliveriesPerSecond
  const urgent = async () =>
    (await measure('urgent', { folder: await benchFolder(cleanup, 1, BUSY), backlog, samples: urgentSamples })).latenciesMs
  return [
    { name: 'Showrunner, 1 plugin', powerCut: 'nothing', throughput: throughput(1), urgent },
    { name: `Showrunner, ${some} plugins`, powerCut: 'nothing', throughput: throughput(some) },
  ]
}

const withFigures = (competitor: Competitor) => ({ competitor, speeds: [] as number[], urgents: [] as number[] })

function rowOf({ competitor: { name, powerCut }, speeds, urgents }: ReturnType<typeof withFigures>): readonly Row[] {
  if (speeds.length === 0) return []
  const row = { name, powerCut, deliveries: spreadOf(speeds) }
  return [urgents.length === 0 ? row : { ...row, urgent: latencyOf(urgents) }]
}
