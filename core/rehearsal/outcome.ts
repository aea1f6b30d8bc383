import type { UnifiedEvent } from '../../schemas/types.ts'
import { emittedProblem } from '../ingest/emitted.ts'

/** How a call of another plugin's action ends that nothing stands in for: no fault of the plugin's. */
export const NO_STAND_IN = 'cannot be called in a rehearsal, where no other plugin is'

/** What a plugin did between two moments, as it said it. */
export type Outcome = {
  /** In the handler or action; left out when it succeeded. With the author's files and lines. */
  readonly error?: string
  /** The manifest has no subscription to it (to look at it first: no line in `intercepts`), or its `where` leaves it out: the host would not hand it in. */
  readonly leftOut?: true
  /** In the handler or action itself, measured in the sandbox. */
  readonly durationMs: number
  readonly published: readonly { readonly topic: string; readonly data: unknown; readonly retain?: true; readonly ack?: string }[]
  /** `problem`: why it is no event; the host would keep it as `raw`. */
  readonly emitted: readonly (Pick<UnifiedEvent, 'eventType' | 'payload'> & { readonly problem?: string })[]
  readonly logged: readonly { readonly level: string; readonly message: string; readonly fields?: unknown }[]
  /** Powers it asked for, and what was refused. */
  readonly called: readonly { readonly method: string; readonly error?: string }[]
}

/** Writes down what a plugin does; `take` answers it and begins anew. */
export function createNotes() {
  let notes = empty()
  return {
    published: (topic: string, json: string, { retain, ack }: { readonly retain?: true; readonly ack?: string }) =>
      void notes.published.push({ topic, data: JSON.parse(json), ...(retain && { retain }), ...(ack !== undefined && { ack }) }),
    emitted(json: string) {
      const problem = emittedProblem(json)
      notes.emitted.push({ ...JSON.parse(json), ...(problem !== undefined && { problem }) })
    },
    logged: (level: string, message: string, fields: string | undefined) =>
      void notes.logged.push({ level, message, ...(fields !== undefined && { fields: JSON.parse(fields) }) }),
    called: (method: string, error?: string) => void notes.called.push({ method, ...(error !== undefined && { error }) }),
    take() {
      const taken = notes
      notes = empty()
      return taken
    },
  }
}

type Editable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer I)[] ? I[] : T[K] }

const empty = (): Editable<Pick<Outcome, 'published' | 'emitted' | 'logged' | 'called'>> => ({
  published: [],
  emitted: [],
  logged: [],
  called: [],
})
