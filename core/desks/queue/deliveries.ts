import type { DeliveryView, UnifiedEvent } from '../../../schemas/types.ts'
import type { Clock } from '../../base/clock.ts'
import { HostError } from '../../base/errors.ts'
import type { Plugins } from '../../plugins/lifecycle.ts'
import type { LaneLook, Scheduler, TraceRow } from '../../schedule/schedule.ts'
import type { DeliveriesWanted, DeliveryDesk } from '../../serve/lane-desks.ts'
import type { DeadLetter, Store } from '../../store/store.ts'

type Parts = {
  readonly scheduler: Pick<Scheduler, 'look' | 'traced' | 'owed' | 'status'>
  readonly plugins: Pick<Plugins, 'details'>
  readonly store: Pick<Store, 'read' | 'head' | 'first' | 'deadLetters' | 'deadLetterCount'>
  readonly clock: Clock
}

type Page = { readonly deliveries: DeliveryView[]; readonly next?: string }

/** Events of the log that one page looks at. */
const LOOKED_MAX = 300

/**
 * Deliveries by state, which nobody keeps as rows: what is pending is in the marks, what failed in the dead letters, and the rest is what the rules
 * want and the marks have settled. How what is older than the trace was settled is only known of what may not be dropped.
 */
export function createDeliveryList({ scheduler, plugins, store, clock }: Parts): Pick<DeliveryDesk, 'list'> {
  const iso = (monotonic: number) => new Date(clock.wallTime() - (clock.now() - monotonic)).toISOString()

  /** Oldest first, plugin by plugin; `next` is `<plugin>~<seqNo>`. */
  function owed({ plugin, state, limit, cursor }: DeliveriesWanted): Page {
    const names =
      plugin === undefined
        ? scheduler
            .status()
            .map((lane) => lane.plugin)
            .sort()
        : [plugin]
    const [first = names[0] ?? '', from = '0'] = cursor?.split('~') ?? []
    const deliveries: DeliveryView[] = []
    for (const name of names.filter((each) => each >= first)) {
      for (let seqNo = name === first ? numberOf(from) : 0; ; ) {
        const found = scheduler.owed(name, seqNo, LOOKED_MAX)
        for (const one of found) {
          seqNo = one.seqNo + 1
          if (one.isRunning !== (state === 'processing')) continue
          if (deliveries.length === limit) return { deliveries, next: `${name}~${one.seqNo}` }
          deliveries.push(owedView(name, one.seqNo, state ?? 'pending'))
        }
        if (found.length < LOOKED_MAX) break
      }
    }
    return { deliveries }
  }

  function owedView(plugin: string, seqNo: number, state: DeliveryView['state']): DeliveryView {
    const [stored] = store.read(seqNo, 1)
    if (stored?.seqNo !== seqNo) return { plugin, seqNo, state, eventType: 'unknown', detail: 'Its record is damaged' }
    const look = scheduler.look(stored.event).find((each) => each.plugin === plugin)
    const [row] = scheduler.traced(seqNo, seqNo).filter((each) => each.plugin === plugin)
    return {
      ...{ plugin, seqNo, state, eventType: stored.event.eventType },
      ...(look?.priority !== undefined && { priority: look.priority }),
      ...(look && look.tries > 0 && { attempt: look.tries }),
      ...(row && { at: iso(state === 'processing' ? row.sentAt : row.since) }),
      ...(look?.state === 'retrying' && { detail: `It failed, and is tried again in ${Math.ceil((look.retryInMs ?? 0) / 1000)} s` }),
    }
  }

  function failed({ plugin, limit, cursor }: DeliveriesWanted): Page {
    const before = cursor === undefined ? undefined : numberOf(cursor)
    const letters = store.deadLetters({
      limit: limit + 1,
      ...(plugin !== undefined && { plugin }),
      ...(before !== undefined && { before }),
    })
    const shown = letters.slice(0, limit)
    const last = shown.at(-1)
    return { deliveries: shown.map(failedView), ...(letters.length > limit && last && { next: `${last.id}` }) }
  }

  /** Newest first; `next` is the number of the event to go on with. */
  function settled({ plugin, state, limit, cursor }: DeliveriesWanted): Page {
    const head = cursor === undefined ? store.head() : Math.min(store.head(), numberOf(cursor))
    const from = Math.max(store.first(), head - LOOKED_MAX + 1)
    const events = store.read(from, head - from + 1).filter(({ seqNo }) => seqNo <= head)
    const rows = new Map(scheduler.traced(from, head).map((row) => [`${row.plugin} ${row.seqNo}`, row]))
    const deliveries: DeliveryView[] = []
    for (const { event } of events.toReversed()) {
      const views = scheduler
        .look(event)
        .filter((look) => plugin === undefined || plugin === look.plugin)
        .flatMap((look) => settledView(event, look, rows.get(`${look.plugin} ${event.seqNo}`)) ?? [])
        .filter((view) => state === undefined || view.state === state)
      if (deliveries.length > 0 && deliveries.length + views.length > limit) return { deliveries, next: `${event.seqNo}` }
      deliveries.push(...views)
    }
    return { deliveries, ...(from > store.first() && { next: `${from - 1}` }) }
  }

  function settledView(event: UnifiedEvent, look: LaneLook, row: TraceRow | undefined): DeliveryView | undefined {
    const { plugin } = look
    if (look.refusal && !row) return undefined
    const base = { plugin, seqNo: event.seqNo, eventType: event.eventType, ...(look.priority !== undefined && { priority: look.priority }) }
    const tries = row && row.tries > 0 ? { attempt: row.tries } : {}
    if (look.state === 'running') return { ...base, ...tries, state: 'processing', ...(row && { at: iso(row.sentAt) }) }
    if (look.state !== 'settled') return { ...base, ...tries, state: 'pending', ...(row && { at: iso(row.since) }) }
    if (row?.state === 'discarded') return { ...base, ...tries, state: 'discarded', at: iso(row.endedAt), detail: `Dropped: ${row.reason}` }
    if (row?.state === 'dead') return { ...base, ...tries, state: 'failed', at: iso(row.endedAt), detail: 'Given up; see the dead letters' }
    if (row?.state === 'completed') return { ...base, ...tries, state: 'completed', at: iso(row.endedAt) }
    // What may be dropped never becomes one.
    const [letter] = look.discardable ? [] : letterOf(plugin, event.seqNo)
    if (letter) return failedView(letter)
    if (look.isNewer) return undefined
    return {
      ...base,
      state: 'completed',
      ...(look.discardable && { detail: 'Settled; it may have been dropped, which is only counted when it is long ago' }),
    }
  }

  const letterOf = (plugin: string, seqNo: number) => (store.deadLetterCount() > 0 ? store.deadLetters({ plugin, seqNo, limit: 1 }) : [])

  return {
    list(wanted) {
      if (wanted.plugin !== undefined) plugins.details(wanted.plugin)
      if (wanted.state === 'pending' || wanted.state === 'processing') return owed(wanted)
      return wanted.state === 'failed' ? failed(wanted) : settled(wanted)
    },
  }
}

function failedView({ plugin, seqNo, at, reason, attempts, event }: DeadLetter): DeliveryView {
  return { plugin, seqNo, state: 'failed', eventType: event?.eventType ?? 'unknown', at, attempt: attempts.length, detail: reason }
}

function numberOf(text: string): number {
  const number = Number(text)
  if (Number.isSafeInteger(number) && number >= 0) return number
  throw new HostError('USAGE', 'The cursor is not one of this list; begin without one', { path: '/cursor' })
}
