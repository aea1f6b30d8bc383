import { type Latency, latency, latencyOfRounds, median, ms, whole } from '../figures.ts'
import { benchFolder } from '../ours/folder.ts'
import type { Sockets } from '../ours/sockets.ts'
import { table } from '../table.ts'
import type { Part } from './part.ts'

type Row = {
  readonly clients: number
  readonly slow: number
  readonly openMs: number
  readonly bytesEach: number
  readonly frame: Latency
  readonly missing: number
  readonly longestTurnMs: number
}

export const socketGrowth: Part<readonly Row[]> = {
  about: 'more sockets, slow ones among them',
  async open({ sizes, cleanup, measure, progress }) {
    const all = sizes.sockets.map((clients) => ({ clients, taken: [] as Sockets[] }))
    return {
      async round() {
        for (const { clients, taken } of all) {
          progress(`growth: ${whole(clients)} sockets`)
          taken.push(await measure('sockets', { folder: await benchFolder(cleanup, 1), clients, gifts: sizes.socketGifts }))
        }
      },
      figures: () =>
        all.map(({ clients, taken }) => ({
          clients,
          slow: taken[0]?.slow ?? 0,
          openMs: median(taken.map(({ openMs }) => openMs)),
          bytesEach: median(taken.map(({ bytesEach }) => bytesEach)),
          frame: latencyOfRounds(taken.map(({ frame }) => frame)),
          missing: taken.reduce((sum, { missing }) => sum + missing, 0),
          longestTurnMs: Math.max(...taken.map(({ longestTurnMs }) => longestTurnMs)),
        })),
    }
  },
  tables: (rows) =>
    table(
      'More sockets, one in a hundred of which never reads: milliseconds from the gift to the frame in a client',
      ['sockets', 'slow', 'all open', 'memory each', 'frame p50', 'p99', 'max', 'longest turn', 'late'],
      rows.map((row) => [
        whole(row.clients),
        `${row.slow}`,
        `${ms(row.openMs)} ms`,
        `${(row.bytesEach / 1024).toFixed(1)} KiB`,
        ...latency(row.frame),
        `${ms(row.longestTurnMs)} ms`,
        `${row.missing}`,
      ]),
    ),
}
