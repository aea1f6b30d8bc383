import { percent, type Spread, spread, spreadOf, whole } from '../figures.ts'
import { benchFolder } from '../ours/folder.ts'
import { table } from '../table.ts'
import type { Part } from './part.ts'

const AIM = 0.6

type Row = { readonly plugins: number; readonly limit: Spread; readonly spine: Spread; readonly ratio: Spread }
type Figures = { readonly events: number; readonly rows: readonly Row[] }

/** Events a second through everything, beside the same worker threads fed from memory. */
export const spine: Part<Figures> = {
  about: 'events a second through everything, beside the limit: the same threads fed from memory, without log and lanes',
  async open({ sizes: { events, warmUp, some }, cleanup, measure, progress }) {
    const taken = [1, some].map((plugins) => ({ plugins, limits: [] as number[], spines: [] as number[] }))
    return {
      async round() {
        for (const { plugins, limits, spines } of taken) {
          progress(`spine: ${plugins} plugins`)
          const folder = await benchFolder(cleanup, plugins)
          const amount = { events, warmUp }
          spines.push((await measure('deliveries', { folder, ...amount })).eventsPerSecond)
          limits.push((await measure('limit', { folder, plugins, ...amount })).eventsPerSecond)
        }
      },
      figures: () => ({
        events,
        rows: taken.map(({ plugins, limits, spines }) => ({
          plugins,
          limit: spreadOf(limits),
          spine: spreadOf(spines),
          ratio: spreadOf(spines.map((spine, round) => spine / (limits[round] ?? Number.NaN))),
        })),
      }),
    }
  },
  tables: ({ events, rows }) =>
    table(
      `${whole(events)} chats, durable (fsync) before they are delivered, sandboxed; events a second, median (min–max)`,
      ['plugins', 'limit', 'through everything', 'deliveries', `of the limit (aim ${percent(AIM)})`],
      rows.map(({ plugins, limit, spine, ratio }) => [
        `${plugins}`,
        spread(limit),
        spread(spine),
        whole(spine.median * plugins),
        spread(ratio, percent),
      ]),
    ),
}
