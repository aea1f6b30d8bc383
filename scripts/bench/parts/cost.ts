import { megabytes, type Spread, spread, spreadOf } from '../figures.ts'
import type { Deliveries } from '../ours/deliveries.ts'
import { benchFolder } from '../ours/folder.ts'
import { table } from '../table.ts'
import type { Part } from './part.ts'

const us = (number: number) => `${number.toFixed(1)} µs`

const FIGURES = ['coreUs', 'runnersUs', 'restBytes', 'floodBytes', 'diskBytesPerEvent'] as const
type Row = { readonly plugins: number } & Readonly<Record<(typeof FIGURES)[number], Spread>>

/** What a delivery costs, and what the core takes of memory and disk. */
export const cost: Part<readonly Row[]> = {
  about: 'processor time a delivery, memory at rest and in a flood, bytes on disk',
  async open({ sizes: { events, warmUp, some }, cleanup, measure, progress }) {
    const all = [1, some].map((plugins) => ({ plugins, taken: [] as Deliveries[] }))
    return {
      async round() {
        for (const { plugins, taken } of all) {
          progress(`cost: ${plugins} plugins`)
          taken.push(await measure('deliveries', { folder: await benchFolder(cleanup, plugins), events, warmUp }))
        }
      },
      figures: () =>
        all.map(({ plugins, taken }) => {
          const of = (figure: (typeof FIGURES)[number]) => spreadOf(taken.map((each) => each[figure]))
          return {
            plugins,
            coreUs: of('coreUs'),
            runnersUs: of('runnersUs'),
            restBytes: of('restBytes'),
            floodBytes: of('floodBytes'),
            diskBytesPerEvent: of('diskBytesPerEvent'),
          }
        }),
    }
  },
  tables: (rows) =>
    table(
      'What it costs, median (min–max)',
      ['plugins', 'core a delivery', 'runner a delivery', 'core at rest', 'core in a flood', 'disk a million events'],
      rows.map((row) => [
        `${row.plugins}`,
        spread(row.coreUs, us),
        spread(row.runnersUs, us),
        spread(row.restBytes, megabytes),
        spread(row.floodBytes, megabytes),
        spread(row.diskBytesPerEvent, (bytes) => megabytes(bytes * 1e6)),
      ]),
    ),
}
