import type { WhyLane, WhyStep } from '../../../schemas/types.ts'
import type { Clock } from '../../base/clock.ts'
import type { Plugins } from '../../plugins/lifecycle.ts'
import type { Scheduler, SchedulerFact, TraceRow } from '../../schedule/schedule.ts'
import type { DeliveryDesk } from '../../serve/lane-desks.ts'
import type { Store } from '../../store/store.ts'
import { createRecentPublishes } from './recent-publishes.ts'
import { createRecentRetries } from './recent-retries.ts'
import { type Evidence, sentenceOf, summaryOf } from './why-words.ts'

type Parts = {
  readonly scheduler: Pick<Scheduler, 'look' | 'traced'>
  readonly plugins: Pick<Plugins, 'status'>
  readonly store: Pick<Store, 'read' | 'deadLetters' | 'attempts'>
  readonly clock: Clock
}

/** Says of any event what each plugin made of it, from the trace, the marks, the rules, the attempts and the dead letters. */
export function createWhy({ scheduler, plugins, store, clock }: Parts): Pick<DeliveryDesk, 'why'> & {
  note(fact: SchedulerFact): void
  /** A plugin published on a topic, and so many heard it. */
  published(plugin: string, topic: string, readers: number): void
} {
  const retries = createRecentRetries(clock)
  const publishes = createRecentPublishes(clock)
  /** Read once for all times of an answer, so that rounding cannot turn two of them round. */
  let wallAhead = 0
  const iso = (monotonic: number) => new Date(wallAhead + monotonic).toISOString()

  function steps(evidence: Evidence): WhyStep[] {
    const { plugin, event, row, letter } = evidence
    const failures = letter?.attempts ?? store.attempts(plugin).get(event.seqNo) ?? retries.of(plugin, event.seqNo)
    const tries: WhyStep[] = [
      ...(row && row.sentAt > 0 ? [sent(row)] : []),
      ...failures.map(({ attempt, at, error }): WhyStep => ({ at, what: 'failed', detail: `try ${attempt}: ${firstLine(error)}` })),
    ]
    return [
      { at: event.ingestedAt, what: 'accepted', detail: `number ${event.seqNo}` },
      ...(row ? [entered(row)] : []),
      ...tries.sort((a, b) => timeOf(a) - timeOf(b)),
      ...ended(evidence),
    ]
  }

  function entered({ since, priority }: TraceRow): WhyStep {
    return { at: iso(since), what: 'entered', ...(priority > 0 && { detail: `with priority ${priority}` }) }
  }

  /** The newest of the tries; of those before, their failures tell. */
  function sent({ sentAt, tries }: TraceRow): WhyStep {
    return { at: iso(sentAt), what: 'sent', ...(tries > 1 && { detail: `try ${tries}` }) }
  }

  function ended({ row, letter, look }: Evidence): readonly WhyStep[] {
    if (letter) return [{ at: letter.at, what: 'dead', detail: letter.reason }]
    if (row?.state === 'completed') return [{ at: iso(row.endedAt), what: 'completed' }]
    if (row?.state === 'discarded') {
      const detail = `${row.reason}${row.by === undefined ? '' : `, by event ${row.by}`}`
      return [{ at: iso(row.endedAt), what: 'discarded', detail }]
    }
    return look?.isHeld && look.state !== 'settled' ? [{ what: 'held', detail: 'The lane is held' }] : []
  }

  function laneOf(evidence: Evidence): WhyLane {
    const { outcome, sentence } = sentenceOf(evidence)
    return { plugin: evidence.plugin, outcome, sentence, steps: evidence.row || outcome !== 'not-subscribed' ? steps(evidence) : [] }
  }

  return {
    note: retries.note,
    published: publishes.note,
    why(seqNo) {
      const [stored] = store.read(seqNo, 1)
      if (stored?.seqNo !== seqNo) return undefined
      const { event } = stored
      wallAhead = clock.wallTime() - clock.now()
      const looks = new Map(scheduler.look(event).map((look) => [look.plugin, look]))
      const rows = new Map(scheduler.traced(seqNo, seqNo).map((row) => [row.plugin, row]))
      const letters = new Map(store.deadLetters({ seqNo }).map((letter) => [letter.plugin, letter]))
      const lanes = plugins.status().map((status) => {
        const { id: plugin } = status
        return laneOf({ plugin, event, status, look: looks.get(plugin), row: rows.get(plugin), letter: letters.get(plugin) })
      })
      const done = [...rows.values()].filter(({ state }) => state === 'completed')
      const frames = publishes.within(
        done.map(({ plugin, sentAt, endedAt }) => ({ plugin, from: sentAt, to: endedAt })),
        iso,
      )
      return { event, sentence: summaryOf(event, lanes), lanes, ...(frames && { frames }) }
    },
  }
}

const timeOf = ({ at }: WhyStep) => (at === undefined ? Number.POSITIVE_INFINITY : Date.parse(at))

const firstLine = (error: string) => error.split('\n', 1)[0]?.slice(0, 300) ?? ''
