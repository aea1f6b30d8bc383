import { type Latency, latency, latencyOfRounds, whole } from '../figures.ts'
import { benchFolder } from '../ours/folder.ts'
import type { Gifts } from '../ours/gifts.ts'
import { table } from '../table.ts'
import type { Part } from './part.ts'

/** With five plugins: ten processors' work, of which most machines for this have two. */
const OVERLOAD = { perSecond: 2000, busyMs: 1 }

type Row = {
  readonly flood: string
  readonly perSecond: number
  readonly missing: number
  readonly refused: number
  readonly handler: Latency
  readonly socket: Latency
}

/** How long a gift takes while the live is flooded, and while handlers want more than the machine has. */
export const gifts: Part<readonly Row[]> = {
  about: "a gift's way to the handler and to an overlay's socket, in floods and with too few processors",
  async open({ sizes, cleanup, measure, progress }) {
    const floods = sizes.floods.map((perSecond) => ({ flood: `${whole(perSecond)} events/s`, perSecond, busyMs: 0 }))
    const all = [
      ...floods,
      { flood: `handlers want ${(OVERLOAD.perSecond * OVERLOAD.busyMs * sizes.some) / 1000} processors`, ...OVERLOAD },
    ].map((flood) => ({
      ...flood,
      taken: [] as Gifts[],
    }))
    return {
      async round() {
        for (const { flood, perSecond, busyMs, taken } of all) {
          progress(`latency: ${flood}`)
          const folder = await benchFolder(cleanup, sizes.some, { busyMs })
          taken.push(await measure('gifts', { folder, perSecond, seconds: sizes.floodSeconds }))
        }
      },
      figures: () =>
        all.map(({ flood, perSecond, taken }) => ({
          flood,
          perSecond,
          missing: taken.reduce((sum, { missing }) => sum + missing, 0),
          refused: taken.reduce((sum, { refused }) => sum + refused, 0),
          handler: latencyOfRounds(taken.map(({ handler }) => handler)),
          socket: latencyOfRounds(taken.map(({ socket }) => socket)),
        })),
    }
  },
  tables: (rows) =>
    table(
      'A gift among other events: milliseconds from handing it in',
      ['', 'handler p50', 'p99', 'max', 'overlay p50', 'p99', 'max', 'refused', 'late'],
      rows.map(({ flood, handler, socket, refused, missing }) => [
        flood,
        ...latency(handler),
        ...latency(socket),
        whole(refused),
        `${missing}`,
      ]),
    ),
}
