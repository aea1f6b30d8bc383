import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import type { SchedulerFact } from '../../schedule/schedule.ts'

/** What fails again at the same place is told so often at most. */
const AGAIN_MS = 10_000
/** What the host itself says of a handler, which has no place in it and nothing of a viewer. */
const OWN_WORDS = /^The handler /

type Told = { readonly where: string; readonly at: number; untold: number }
type Failing = {
  readonly kind: string
  readonly plugin: string
  readonly error: string
  readonly where?: string
  readonly more: object
  readonly sentence: string
}
/** `at` is ISO 8601. */
export type LastFailure = { readonly at: string; readonly error: string }

/**
 * Has what fails in plugins in the log, where their authors look: which plugin, and the line of its source. What the error says is left out, because it
 * may quote a viewer, unless `tellsWords`: whoever writes a plugin needs it. Of handlers `showrunner dead-letters` shows it, of the rest `last`.
 */
export function createFailureLog({ log, clock, tellsWords = false }: { log: Logger; clock: Clock; tellsWords?: boolean }) {
  /** The last of each kind of each plugin. */
  const last = new Map<string, Told>()
  const words = new Map<string, LastFailure>()

  function tell({ kind, plugin, error, where = placeIn(error), more, sentence }: Failing): void {
    const before = last.get(`${kind} ${plugin}`)
    if (before?.where === where && clock.now() - before.at < AGAIN_MS) {
      before.untold += 1
      return
    }
    const untold = before && before.untold > 0 && { untold: before.untold }
    last.set(`${kind} ${plugin}`, { where, at: clock.now(), untold: 0 })
    log.warn({ plugin, ...more, where, ...untold, ...(tellsWords && { error }) }, sentence)
  }

  const keep = (plugin: string, error: string) => words.set(plugin, { at: new Date(clock.wallTime()).toISOString(), error })

  return {
    note(fact: SchedulerFact): void {
      if (fact.kind !== 'retry' && fact.kind !== 'dead') return
      const { kind, plugin, seqNo, error } = fact
      const [more, sentence] =
        kind === 'dead'
          ? [{ seqNo }, 'A handler failed for good; see showrunner dead-letters']
          : [{ seqNo, attempt: fact.attempt, nextMs: fact.delayMs }, 'A handler failed; it is tried again']
      tell({ kind, plugin, error, more, sentence })
    },
    /** One of its actions failed. */
    acted(plugin: string, action: string, error: string): void {
      keep(plugin, error)
      tell({ kind: `action ${action}`, plugin, error, more: { action }, sentence: 'An action failed; see showrunner plugins show' })
    },
    /** An event that it emitted was not taken, for a reason in the host's own words. */
    refused: (plugin: string, reason: string): void =>
      tell({ kind: 'emit', plugin, error: reason, where: reason, more: {}, sentence: 'An emitted event was refused' }),
    /** Its files or settings are others: what fails from now on is news, also where something failed before. */
    renewed(plugin: string): void {
      for (const key of last.keys()) if (key.endsWith(` ${plugin}`)) last.delete(key)
    },
    /** It crashed; the sandbox logs that. */
    crashed: (plugin: string, error: string): void => void keep(plugin, error),
    /** What the newest crash or failed action said, since the host started. */
    last: (plugin: string): LastFailure | undefined => words.get(plugin),
    /** Viewers may be quoted, and one wants to be forgotten. */
    forget: () => words.clear(),
  }
}

function placeIn(error: string): string {
  const frame = error.split('\n').find((line) => /^\s+at /.test(line))
  if (frame) return frame.trim()
  return OWN_WORDS.test(error) ? error : 'not known'
}
