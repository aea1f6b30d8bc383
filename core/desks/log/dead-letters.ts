import { HostError } from '../../base/errors.ts'
import type { Logger } from '../../base/log.ts'
import { createTurns } from '../../base/turns.ts'
import type { Ingest } from '../../ingest/ingest.ts'
import { letterReplayId, repeated } from '../../ingest/replay/repeated.ts'
import type { LaneConfig } from '../../schedule/schedule.ts'
import type { Audit, DeadLetterDesk, Replayed } from '../../serve/serve.ts'
import type { DeadLetter, DeadLetterFilter, NewEvent, Store } from '../../store/store.ts'
import { createReach } from './reach.ts'

type Parts = {
  readonly store: Pick<Store, 'deadLetters' | 'deadLetterCount' | 'dropDeadLetters'>
  readonly ingest: Pick<Ingest, 'repeat'>
  /** Lanes that are open. */
  readonly lanes: () => readonly LaneConfig[]
  readonly audit: Audit
  readonly log: Logger
}

type Going = { readonly id: number; readonly event: NewEvent }

/** Letters that are read, and replayed, at once. */
const PAGE = 200

/**
 * Dead letters as their operator looks after them. A letter that is replayed is accepted as an event first and removed then: a crash in between
 * leaves both, and the event's id, made of the letter's plugin and number, is known when it is replayed again.
 */
export function createDeadLetters({ store, ingest, lanes, audit, log }: Parts): DeadLetterDesk {
  // Two at once would take the same letters, and remove what the other had not finished.
  const inTurn = createTurns()

  function show(id: number): DeadLetter {
    const [letter] = store.deadLetters({ ids: [id] })
    if (!letter) throw new HostError('DEAD_LETTER_UNKNOWN', `There is no dead letter ${id}`)
    return letter
  }

  /** Ids of all that the filter finds now, oldest first. */
  function found(filter: DeadLetterFilter): readonly number[] {
    if (filter.ids)
      return filter.ids
        .map(show)
        .map(({ id }) => id)
        .sort((one, other) => one - other)
    const ids: number[] = []
    for (let before = filter.before; ; before = ids.at(-1)) {
      const page = store.deadLetters({ ...filter, limit: PAGE, ...(before !== undefined && { before }) })
      ids.push(...page.map(({ id }) => id))
      if (page.length < PAGE) return ids.reverse()
    }
  }

  async function accepted(going: readonly Going[]): Promise<readonly Going[]> {
    const durable = new Set(await ingest.repeat(going.map(({ event }) => event)))
    return going.filter(({ event }) => durable.has(event))
  }

  async function replay(filter: DeadLetterFilter, dryRun: boolean): Promise<Replayed> {
    const kept: Record<string, number> = {}
    const keep = (why: string) => {
      kept[why] = (kept[why] ?? 0) + 1
    }
    let replayed = 0
    const ids = found(filter)
    for (let at = 0; at < ids.length; at += PAGE) {
      const letters = store.deadLetters({ ids: ids.slice(at, at + PAGE), limit: PAGE }).toReversed()
      const open = lanes()
      const going: Going[] = []
      for (const letter of letters) {
        const event = repeatOf(letter, open)
        if (typeof event === 'string') keep(event)
        else going.push({ id: letter.id, event })
      }
      const gone = dryRun ? going : await accepted(going)
      replayed += gone.length
      for (const _ of going.slice(gone.length)) keep('There is no room for it now')
      if (!dryRun && gone.length > 0) store.dropDeadLetters({ ids: gone.map(({ id }) => id) })
    }
    if (!dryRun) log.info({ replayed }, 'Dead letters were replayed')
    return { replayed, kept }
  }

  return {
    list: (filter) => ({ letters: store.deadLetters(filter), total: store.deadLetterCount(withoutPage(filter)) }),
    show,
    replay: (filter, { dryRun }) => inTurn(() => replay(filter, dryRun)),
    drop(filter, { dryRun, by }) {
      filter.ids?.forEach(show)
      if (dryRun) return { dropped: store.deadLetterCount(filter) }
      const dropped = store.dropDeadLetters(filter)
      audit({ what: 'dead-letters.dropped', by, detail: { dropped } })
      return { dropped }
    },
  }
}

/** The letter's event for its plugin alone, or why it cannot be had: then the letter stays. */
function repeatOf({ plugin, seqNo, event }: DeadLetter, lanes: readonly LaneConfig[]): NewEvent | string {
  if (!event) return 'Its event is damaged'
  const reach = createReach(lanes, [plugin])
  if (reach.plugins.length === 0) return `${plugin} takes no events now; switch it on first`
  if (reach.of(event).length === 0) return `${plugin} does not take such events any more`
  return repeated({ ...event, seqNo }, { id: letterReplayId(plugin, { ...event, seqNo }), to: [plugin] })
}

function withoutPage({ before: _before, limit: _limit, ...filter }: DeadLetterFilter): DeadLetterFilter {
  return filter
}
