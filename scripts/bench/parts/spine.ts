import { percent, type Spread, spread, spreadOf, whole } from '../figures.ts'
import { benchFolder } from '../ours/folder.ts'
import { table } from '../table.ts'
import type { Part } from './part.ts'

const AIM = 0.6

type Row = {
  readonly plugins: number
  /** Threads without a sandbox. */
  readonly plain: Spread
  readonly limit: Spread
  readonly spine: Spread
  readonly ratio: Spread
}
type Figures = { readonly events: number; readonly rows: readonly Row[] }

/** Events a second through everything, beside the same worker threads fed from memory, with their sandbox and without. */
export const spine: Part<Figures> = {
  about:
    'events a second through everything, beside the limit: the same threads fed from memory, without log and lanes; and beside plain threads',
  async open({ sizes: { events, warmUp, some }, cleanup, measure, progress }) {
    const taken = [1, some].map((plugins) => ({ plugins, plains: [] as number[], limits: [] as number[], spines: [] as number[] }))
    return {
      async round() {
        for (const { plugins, plains, limits, spines } of taken) {
          progress(`spine: ${plugins} plugins`)
          const folder = await benchFolder(cleanup, plugins)
          const amount = { events, warmUp }
          spines.push((await measure('deliveries', { folder, ...amount })).eventsPerSecond)
          plains.push((await measure('plain', { folder, plugins, ...amount })).eventsPerSecond)
          limits.push((await measure('limit', { folder, plugins, ...amount })).eventsPerSecond)
        }
      },
      figures: () => ({
        events,
        rows: taken.map(({ plugins, plains, limits, spines }) => ({
          plugins,
          plain: spreadOf(plains),
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
      ['plugins', 'plain threads', 'limit', 'through everything', 'deliveries', `of the limit (aim ${percent(AIM)})`],
      rows.map(({ plugins, plain, limit, spine, ratio }) => [
        `${plugins}`,
        spread(plain),
        spread(limit),
        spread(spine),
        whole(spine.median * plugins),
        spread(ratio, percent),
      ]),
    ),
}
