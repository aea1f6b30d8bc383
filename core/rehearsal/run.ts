import type { EventType, UnifiedEvent } from '../../schemas/types.ts'
import { fixtureOf, recordedEvents } from './events.ts'
import type { Outcome } from './outcome.ts'
import { prepare, type RehearseOptions } from './prepared.ts'
import { createRehearsal, type Rehearsal } from './rehearsal.ts'

/** What one event type, or one action, came to. Times are of the handler itself, in milliseconds. */
export type Row = {
  readonly name: string
  readonly handled: number
  readonly failed: number
  readonly medianMs: number
  readonly maxMs: number
  readonly published: number
  readonly emitted: number
  readonly logged: number
  readonly called: number
  /** How the first one ended. */
  readonly first: Outcome
  /** Of the first that failed. */
  readonly error?: string
}

/** A whole rehearsal. */
export type Report = {
  readonly id: string
  readonly ok: boolean
  readonly startMs: number
  readonly memoryMb: number
  readonly atStart: Rehearsal['atStart']
  readonly events: readonly Row[]
  readonly actions: readonly Row[]
  /** Powers that it asked for, how often, and how often it was refused. */
  readonly powers: readonly { readonly method: string; readonly count: number; readonly refused: number }[]
}

export type RunOptions = RehearseOptions & {
  /** A file of recorded events, in place of nothing: it is handed in after the canonical ones. */
  readonly events?: string
  /** How often each canonical event is handed in. */
  readonly times: number
}

type Done = { readonly name: string; readonly outcome: Outcome }

/** Runs a plugin in its sandbox against the canonical event of every type it listens to, its actions' examples, and recorded events. */
export async function runRehearsal(folder: string, options: RunOptions): Promise<Report> {
  const prepared = await prepare(folder, options)
  const recorded = options.events === undefined ? [] : await recordedEvents(options.events)
  const { config } = prepared
  // The keys of the rules are event types.
  const types = Object.keys(config.lane.rules) as EventType[]
  const rehearsal = await createRehearsal(prepared)
  try {
    const events = await deliverAll(rehearsal, [
      ...(await canonical(types, options.times)),
      ...recorded.filter(({ eventType }) => types.includes(eventType)),
    ])
    const actions = await callAll(rehearsal, config.manifest.actions ?? {})
    const all = [...events, ...actions]
    return {
      id: config.id,
      ok: all.every(({ outcome }) => outcome.error === undefined),
      startMs: rehearsal.startMs,
      memoryMb: rehearsal.memoryMb(),
      atStart: rehearsal.atStart,
      events: rowsOf(events),
      actions: rowsOf(actions),
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

async function deliverAll(rehearsal: Rehearsal, events: readonly UnifiedEvent[]): Promise<readonly Done[]> {
  const done: Done[] = []
  for (const event of events) done.push({ name: event.eventType, outcome: await rehearsal.deliver(event) })
  return done
}

/** Each action with the examples of its schema. One without examples is not called. */
async function callAll(rehearsal: Rehearsal, actions: Readonly<Record<string, { readonly input?: object }>>): Promise<readonly Done[]> {
  const done: Done[] = []
  for (const [name, { input }] of Object.entries(actions)) {
    const { examples } = Object(input) as { examples?: unknown }
    for (const example of Array.isArray(examples) ? examples : []) done.push({ name, outcome: await rehearsal.act(name, example) })
  }
  return done
}

function rowsOf(all: readonly Done[]): readonly Row[] {
  return [...new Set(all.map(({ name }) => name))].map((name) =>
    rowOf(
      name,
      all.filter((done) => done.name === name).map(({ outcome }) => outcome),
    ),
  )
}

function rowOf(name: string, outcomes: readonly Outcome[]): Row {
  const [first] = outcomes
  if (!first) throw new TypeError(`Nothing was done for ${name}`)
  const times = outcomes.map(({ durationMs }) => durationMs).sort((a, b) => a - b)
  const sum = (list: 'published' | 'emitted' | 'logged' | 'called') => outcomes.reduce((total, outcome) => total + outcome[list].length, 0)
  const failures = outcomes.flatMap(({ error }) => (error === undefined ? [] : [error]))
  return {
    name,
    handled: outcomes.length,
    failed: failures.length,
    medianMs: times[Math.floor(times.length / 2)] ?? 0,
    maxMs: times.at(-1) ?? 0,
    published: sum('published'),
    emitted: sum('emitted'),
    logged: sum('logged'),
    called: sum('called'),
    first,
    ...(failures[0] !== undefined && { error: failures[0] }),
  }
}

function powersOf(outcomes: readonly Pick<Outcome, 'called'>[]): Report['powers'] {
  const counts = new Map<string, { method: string; count: number; refused: number }>()
  for (const { method, error } of outcomes.flatMap(({ called }) => called)) {
    const entry = counts.get(method) ?? { method, count: 0, refused: 0 }
    counts.set(method, { method, count: entry.count + 1, refused: entry.refused + (error === undefined ? 0 : 1) })
  }
  return [...counts.values()]
}
