import type { EventType, UnifiedEvent } from '../../schemas/types.ts'
import { fixtureOf, recordedEvents } from './events.ts'
import type { Outcome } from './outcome.ts'
import { prepare, type RehearseOptions } from './prepared.ts'
import { createRehearsal, type Rehearsal } from './rehearsal.ts'
import { type Done, faultOf, hasNews, type Row, rowsOf } from './rows.ts'

/** A whole rehearsal. */
export type Report = {
  readonly id: string
  readonly ok: boolean
  readonly startMs: number
  readonly memoryMb: number
  readonly atStart: Rehearsal['atStart']
  readonly events: readonly Row[]
  readonly actions: readonly Row[]
  /** What timers did between the events; left out when they did nothing. */
  readonly meanwhile?: Row
  readonly clock: 'real' | 'virtual'
  /** Time that was played, in milliseconds, on a virtual clock. */
  readonly playedMs: number
  /** Powers that it asked for, how often, and how often it was refused. */
  readonly powers: readonly { readonly method: string; readonly count: number; readonly refused: number }[]
}

export type RunOptions = RehearseOptions & {
  /** A file of recorded events, in place of nothing: it is handed in after the canonical ones. */
  readonly events?: string
  /** How often each canonical event is handed in. */
  readonly times: number
}

/** Between events that were not recorded. */
const GAP_MS = 1_000
/** A longer pause of a recording is cut to this. */
const MAX_GAP_MS = 3_600_000

/** Runs a plugin in its sandbox against the canonical event of every type it listens to, its actions' examples, and recorded events. */
export async function runRehearsal(folder: string, options: RunOptions): Promise<Report> {
  const prepared = await prepare(folder, options)
  const recorded = options.events === undefined ? [] : await recordedEvents(options.events)
  const { config } = prepared
  // The keys of the rules are event types.
  const types = Object.keys(config.lane.rules) as EventType[]
  const rehearsal = await createRehearsal(prepared)
  try {
    const between: Done[] = []
    const pass = async (ms: number) => {
      if (prepared.clock === 'virtual') between.push({ name: 'meanwhile', outcome: await rehearsal.advance(ms) })
    }
    const events = [
      ...(await deliverAll(rehearsal, await canonical(types, options.times), () => pass(GAP_MS))),
      ...(await deliverAll(
        rehearsal,
        recorded.filter(({ eventType }) => types.includes(eventType)),
        (event, next) => pass(next ? gapMs(event, next) : GAP_MS),
      )),
    ]
    const looked = await lookAtAll(
      rehearsal,
      await canonical(
        (config.lane.intercepts ?? []).map(({ event }) => event),
        options.times,
      ),
    )
    const actions = await callAll(rehearsal, config.manifest.actions ?? {}, pass)
    const meanwhile = rowsOf(between.filter(({ outcome }) => hasNews(outcome)))[0]
    const all = [...events, ...looked, ...actions, ...between]
    return {
      id: config.id,
      ok: [rehearsal.atStart, ...all.map(({ outcome }) => outcome)].every((outcome) => faultOf(outcome) === undefined),
      startMs: rehearsal.startMs,
      memoryMb: rehearsal.memoryMb(),
      atStart: rehearsal.atStart,
      events: rowsOf([...events, ...looked]),
      actions: rowsOf(actions),
      ...(meanwhile && { meanwhile }),
      clock: prepared.clock,
      playedMs: rehearsal.playedMs(),
      powers: powersOf([rehearsal.atStart, ...all.map(({ outcome }) => outcome)]),
    }
  } finally {
    await rehearsal.stop()
  }
}

async function canonical(types: readonly EventType[], times: number): Promise<readonly UnifiedEvent[]> {
  const rounds = Array.from({ length: times }, (_, round) =>
    types.map((type, index) => fixtureOf(type, {}, { eventId: `rehearsal:${round}:${type}`, seqNo: round * types.length + index + 1 })),
  )
  return Promise.all(rounds.flat())
}

/** Each event, and then the time until the next. */
async function deliverAll(
  rehearsal: Rehearsal,
  events: readonly UnifiedEvent[],
  pass: (event: UnifiedEvent, next: UnifiedEvent | undefined) => Promise<void>,
): Promise<readonly Done[]> {
  const done: Done[] = []
  for (const [index, event] of events.entries()) {
    done.push({ name: event.eventType, outcome: await rehearsal.deliver(event) })
    await pass(event, events[index + 1])
  }
  return done
}

/** Each event as one that it sees before others do. */
async function lookAtAll(rehearsal: Rehearsal, events: readonly UnifiedEvent[]): Promise<readonly Done[]> {
  const done: Done[] = []
  for (const event of events) done.push({ name: `${event.eventType}, first`, outcome: await rehearsal.intercept(event) })
  return done
}

/** As recorded; clocks of platforms may go backwards. */
function gapMs(event: UnifiedEvent, next: UnifiedEvent): number {
  return Math.min(Math.max(0, Date.parse(next.timestamp) - Date.parse(event.timestamp)), MAX_GAP_MS)
}

/** Each action with the examples of its schema. One without examples is not called. */
async function callAll(
  rehearsal: Rehearsal,
  actions: Readonly<Record<string, { readonly input?: object }>>,
  pass: (ms: number) => Promise<void>,
): Promise<readonly Done[]> {
  const done: Done[] = []
  for (const [name, { input }] of Object.entries(actions)) {
    const { examples } = Object(input) as { examples?: unknown }
    for (const example of Array.isArray(examples) ? examples : []) {
      done.push({ name, outcome: await rehearsal.act(name, example) })
      await pass(GAP_MS)
    }
  }
  return done
}

function powersOf(outcomes: readonly Pick<Outcome, 'called'>[]): Report['powers'] {
  const counts = new Map<string, { method: string; count: number; refused: number }>()
  for (const { method, error } of outcomes.flatMap(({ called }) => called)) {
    const entry = counts.get(method) ?? { method, count: 0, refused: 0 }
    counts.set(method, { method, count: entry.count + 1, refused: entry.refused + (error === undefined ? 0 : 1) })
  }
  return [...counts.values()]
}
