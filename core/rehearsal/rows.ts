import { NO_STAND_IN, type Outcome } from './outcome.ts'

/** What one event type, or one action, came to. Times are of the handler itself, in milliseconds. */
export type Row = {
  readonly name: string
  readonly handled: number
  readonly failed: number
  /** Events that `where` of the subscription leaves out. */
  readonly leftOut: number
  /** Those that ended because another plugin's action has no stand-in here: nobody knows how they would have ended. */
  readonly open: number
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

/** One thing that was handed in, and what came of it. */
export type Done = { readonly name: string; readonly outcome: Outcome }

/** Whether anything is to be told of it. */
export function hasNews({ error, published, emitted, logged, called }: Outcome): boolean {
  return error !== undefined || [published, emitted, logged, called].some(({ length }) => length > 0)
}

/** Whether it ended because nothing here answers for another plugin. */
export function isOpen({ error }: Pick<Outcome, 'error'>): boolean {
  return error?.includes(NO_STAND_IN) === true
}

/** What the plugin's author has to mend: its own error, or that it emitted what is no event. */
export function faultOf({ error, emitted }: Pick<Outcome, 'error' | 'emitted'>): string | undefined {
  if (error?.includes(NO_STAND_IN)) return undefined
  const wrong = emitted.find(({ problem }) => problem !== undefined)
  return error ?? (wrong && `It emitted what is no event, which the host would only keep as raw: ${wrong.problem}`)
}

/** One row for each name, in the order they came first. */
export function rowsOf(all: readonly Done[]): readonly Row[] {
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
  const failures = outcomes.flatMap((outcome) => faultOf(outcome) ?? [])
  const leftOut = outcomes.filter((outcome) => outcome.leftOut).length
  const open = outcomes.filter(isOpen).length
  return {
    name,
    handled: outcomes.length - failures.length - leftOut - open,
    failed: failures.length,
    leftOut,
    open,
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
