import type { ExportWhat, Span, TipDesk } from '../../serve/serve.ts'
import type { LiveFilter, Lives, LiveView, Money } from '../../store/ledger.ts'
import { activityOf } from './activity.ts'
import { BYTE_ORDER_MARK, type Cell, csvLine } from './csv.ts'
import { moneyOf, sessionView } from './session-view.ts'

type Parts = {
  readonly filter: LiveFilter
  readonly span: Span
  readonly lives: Pick<Lives, 'list'>
  readonly money: Pick<Money, 'gifters' | 'minutes' | 'tipMinutes'>
  readonly tips: Pick<TipDesk, 'page'>
  readonly nowMs: number
}

type Row = readonly Cell[]
type Table = {
  readonly head: readonly string[]
  /** Of a table that has a column of money for each of several currencies, behind the others. */
  readonly isByCurrency?: true
  readonly rows: (parts: Parts & { readonly currencies: readonly string[] }) => Iterable<Row>
}

const PAGE = 200
const MAX_GIFTERS = 100_000

const TABLES: Readonly<Record<ExportWhat, Table>> = {
  sessions: {
    head: [
      ...['number', 'platform', 'name', 'title', 'status', 'startedAt', 'endedAt', 'durationMs', 'peakViewers', 'currency'],
      ...['totalTipsCents', 'tipCount', 'coins', 'gifts', 'likes', 'events', 'notes'],
    ],
    isByCurrency: true,
    *rows({ nowMs, currencies, ...parts }) {
      for (const live of sessionsOf(parts)) {
        const view = sessionView(live, nowMs)
        const { number, platform, name, title, status, startedAt, endedAt, durationMs, peakViewers, currency } = view
        const { totalTipsCents, tipCount, coins, gifts, likes, events, notes } = view
        yield [
          ...[number, platform, name, title, status, startedAt, endedAt, durationMs, peakViewers, currency],
          ...[totalTipsCents, tipCount, coins, gifts, likes, events, notes],
          ...currencies.map((name) => view.tipsCents[name] ?? 0),
        ]
      }
    },
  },
  tips: {
    head: ['session', 'at', 'amountCents', 'currency', 'tipperName', 'message', 'source'],
    *rows({ tips, ...parts }) {
      for (const { sessionId, number } of sessionsOf(parts)) {
        for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
          const page = tips.page({ session: sessionId, limit: PAGE, ...(cursor !== undefined && { cursor }) })
          for (const { at, amountCents, currency, tipperName, message, source } of page.tips)
            yield [number, at, amountCents, currency, tipperName, message, source]
          cursor = page.next
        }
      }
    },
  },
  gifters: {
    head: ['userId', 'displayName', 'gifts', 'coins'],
    *rows({ money, filter }) {
      for (const { userId, displayName, gifts, coins } of money.gifters(filter, MAX_GIFTERS)) yield [userId, displayName, gifts, coins]
    },
  },
  minutes: {
    head: ['session', 'at', 'viewers', 'coins', 'tipsCents', 'currency', 'events'],
    isByCurrency: true,
    *rows({ money, currencies, ...parts }) {
      for (const live of sessionsOf(parts)) {
        const { currency } = moneyOf(live)
        for (const { at, viewers = 0, coins, tipsCents, counts } of activityOf(money, live).minutes)
          yield [
            ...[live.number, at, viewers, coins, tipsCents[currency ?? ''] ?? 0, currency, sumOf(counts)],
            ...currencies.map((name) => tipsCents[name] ?? 0),
          ]
      }
    },
  },
}

/** The lines of an export, the first with the names of the fields; only one page of anything is held at a time. */
export function* exportLines(what: ExportWhat, parts: Parts): Iterable<string> {
  const { head, rows, isByCurrency } = TABLES[what]
  const currencies = isByCurrency ? severalOf(parts) : []
  yield BYTE_ORDER_MARK + csvLine([...head, ...currencies.map((name) => `tipsCents.${name}`)])
  for (const row of rows({ ...parts, currencies })) yield csvLine(row)
}

/** The currencies that tips came in; none when it is one, which the main columns have. */
function severalOf(parts: Pick<Parts, 'lives' | 'filter'>): readonly string[] {
  const found = new Set<string>()
  for (const { tips } of sessionsOf(parts)) for (const name of Object.keys(tips)) found.add(name)
  return found.size > 1 ? [...found].sort() : []
}

/** Newest first, page by page. */
function* sessionsOf({ lives, filter }: Pick<Parts, 'lives' | 'filter'>): Iterable<LiveView> {
  let before: number | undefined
  for (;;) {
    const page = lives.list({ ...filter, ...(before !== undefined && { before }) }, PAGE)
    yield* page
    if (page.length < PAGE) return
    before = page.at(-1)?.number
  }
}

const sumOf = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((sum, count) => sum + count, 0)
