import { megabytes, type Spread, spread, spreadOf } from '../figures.ts'
import type { Deliveries } from '../ours/deliveries.ts'
import { benchFolder } from '../ours/folder.ts'
import { table } from '../table.ts'
import type { Part } from './part.ts'

type Row = { readonly plugins: number; readonly events: Spread; readonly deliveries: Spread; readonly coreBytes: Spread }

export const pluginGrowth: Part<readonly Row[]> = {
  about: 'more plugins that take every event',
  async open({ sizes, cleanup, measure, progress }) {
    const all = sizes.plugins.map(([plugins, events]) => ({ plugins, events, taken: [] as Deliveries[] }))
    return {
      async round() {
        for (const { plugins, events, taken } of all) {
          progress(`growth: ${plugins} plugins`)
          taken.push(await measure('deliveries', { folder: await benchFolder(cleanup, plugins), events }))
        }
      },
      figures: () =>
        all.map(({ plugins, taken }) => ({
          plugins,
          events: spreadOf(taken.map(({ eventsPerSecond }) => eventsPerSecond)),
          deliveries: spreadOf(taken.map(({ deliveriesPerSecond }) => deliveriesPerSecond)),
          coreBytes: spreadOf(taken.map(({ floodBytes }) => floodBytes)),
        })),
    }
  },
  tables: (rows) =>
    table(
      'More plugins, each of which takes every event; a second, median (min–max)',
      ['plugins', 'events', 'deliveries', 'memory of the core'],
      rows.map(({ plugins, events, deliveries, coreBytes }) => [
        `${plugins}`,
        spread(events),
        spread(deliveries),
        spread(coreBytes, megabytes),
      ]),
    ),
}
