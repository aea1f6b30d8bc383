import { median, megabytes, ms, percentile, whole } from '../figures.ts'
import type { GrownLog } from '../ours/grow-log.ts'
import type { LogFigures } from '../ours/log.ts'
import { table } from '../table.ts'
import type { Part } from './part.ts'

type Row = LogFigures & { readonly events: number; readonly written: GrownLog }

/** The logs are written in the first round, and measured in each. */
export const logGrowth: Part<readonly Row[]> = {
  about: 'a longer log',
  async open({ sizes, cleanup, measure, progress }) {
    const all = sizes.logs.map((events) => ({
      events,
      folder: cleanup.folder(),
      written: undefined as GrownLog | undefined,
      taken: [] as LogFigures[],
    }))
    return {
      async round() {
        for (const log of all) {
          progress(`growth: a log of ${whole(log.events)} events`)
          log.written ??= await measure('growLog', log)
          log.taken.push(await measure('log', { folder: log.folder }))
        }
      },
      figures: () => all.flatMap(({ events, written, taken }) => (written ? [{ events, written, ...mediansOf(taken) }] : [])),
    }
  },
  tables: (rows) =>
    table(
      'A longer log; medians',
      ['events', 'on disk', 'host starts', 'one append p50', 'p99', 'replay reads', 'top gifters', 'summary'],
      rows.map((row) => [
        whole(row.events),
        megabytes(row.written.bytes),
        `${ms(row.startMs)} ms`,
        `${ms(row.appendP50Ms)} ms`,
        `${ms(row.appendP99Ms)} ms`,
        `${whole(row.readPerSecond)}/s`,
        shown(row.topGiftersMs),
        shown(row.summaryMs),
      ]),
    ),
}

function mediansOf(taken: readonly LogFigures[]): LogFigures {
  const of = (figure: keyof LogFigures) => median(taken.map((each) => each[figure]))
  return {
    startMs: of('startMs'),
    appendP50Ms: of('appendP50Ms'),
    appendP99Ms: percentile(
      taken.map(({ appendP99Ms }) => appendP99Ms),
      0.5,
    ),
    readPerSecond: of('readPerSecond'),
    topGiftersMs: of('topGiftersMs'),
    summaryMs: of('summaryMs'),
  }
}

const shown = (number: number) => `${number.toFixed(2)} ms`
