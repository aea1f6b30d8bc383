import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import type { SchedulerFact } from '../../schedule/schedule.ts'

/** What fails again at the same place is told so often at most. */
const AGAIN_MS = 10_000
/** What the host itself says of a handler, which has no place in it and nothing of a viewer. */
const OWN_WORDS = /^The handler /

type Told = { readonly where: string; readonly at: number; untold: number }

/**
 * Has handlers that fail in the log, where their authors look: which plugin, and the line of its source. What the error says is left out, because it may
 * quote a viewer; `showrunner dead-letters` shows it.
 */
export function createFailureLog({ log, clock }: { readonly log: Logger; readonly clock: Clock }) {
  /** The last of each kind of each plugin. */
  const last = new Map<string, Told>()

  return {
    note(fact: SchedulerFact): void {
      if (fact.kind !== 'retry' && fact.kind !== 'dead') return
      const { plugin, seqNo, error, kind } = fact
      const where = placeIn(error)
      const before = last.get(`${kind} ${plugin}`)
      if (before?.where === where && clock.now() - before.at < AGAIN_MS) {
        before.untold += 1
        return
      }
      const fields = { plugin, seqNo, where, ...(before && before.untold > 0 && { untold: before.untold }) }
      last.set(`${kind} ${plugin}`, { where, at: clock.now(), untold: 0 })
      if (fact.kind === 'retry') log.warn({ ...fields, attempt: fact.attempt, nextMs: fact.delayMs }, 'A handler failed; it is tried again')
      else log.warn(fields, 'A handler failed for good; see showrunner dead-letters')
    },
  }
}

function placeIn(error: string): string {
  const frame = error.split('\n').find((line) => /^\s+at /.test(line))
  if (frame) return frame.trim()
  return OWN_WORDS.test(error) ? error : 'not known'
}
