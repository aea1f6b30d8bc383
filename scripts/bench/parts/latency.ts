import { type Latency, latency, latencyOfRounds, whole } from '../figures.ts'
import { benchFolder } from '../ours/folder.ts'
import type { Gifts } from '../ours/gifts.ts'
import { table } from '../table.ts'
import type { Part } from './part.ts'

const PLUGINS = 5
/** With five plugins and 2,000 events a second: ten processors' work, of which the machine has two. */
const OVERLOAD = { perSecond: 2000, busyMs: 1 }

type Row = {
  readonly flood: string
  readonly perSecond: number
  readonly missing: number
  readonly handler: Latency
  readonly socket: Latency
}

/** How long a gift takes while the live is flooded, and while handlers want more than the machine has. */
export const gifts: Part<readonly Row[]> = {
  about: "a gift's way to the handler and to an overlay's socket, in floods and with too few processors",
  async open({ sizes, cleanup, measure, progress }) {
    const floods = sizes.floods.map((perSecond) => ({ flood: `${whole(perSecond)} events/s`, perSecond, busyMs: 0 }))
    const all = [...floods, { flood: `handlers want ${wanted()} processors`, ...OVERLOAD }].map((flood) => ({
      ...flood,
      taken: [] as Gifts[],
    }))
    return {
      async round() {
        for (const { flood, perSecond, busyMs, taken } of all) {
          progress(`latency: ${flood}`)
          const folder = await benchFolder(cleanup, PLUGINS, { busyMs })
          taken.push(await measure('gifts', { folder, perSecond, seconds: sizes.floodSeconds }))
        }
      },
      figures: () =>
        all.map(({ flood, perSecond, taken }) => ({
          flood,
          perSecond,
          missing: taken.reduce((sum, { missing }) => sum + missing, 0),
          handler: latencyOfRounds(taken.map(({ handler }) => handler)),
          socket: latencyOfRounds(taken.map(({ socket }) => socket)),
        })),
    }
  },
  tables: (rows) =>
    table(
      `A gift among other events, ${PLUGINS} plugins: milliseconds from handing it in`,
      ['', 'handler p50', 'p99', 'max', 'overlay p50', 'p99', 'max', 'late'],
      rows.map(({ flood, handler, socket, missing }) => [flood, ...latency(handler), ...latency(socket), `${missing}`]),
    ),
}

function wanted(): string {
  return `${(OVERLOAD.perSecond * OVERLOAD.busyMs * PLUGINS) / 1000}`
}
