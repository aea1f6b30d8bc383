import type { Work } from './work.ts'

/** Share of the time at work that is "always". Threads that wait for a processor count as at work, so the processor is asked too. */
const ALWAYS = 0.9
const REALLY = 0.25
const WARN_MS = 10_000
const END_MS = 20_000

/**
 * Notices a plugin that keeps a processor busy although nothing was asked of it: a timer that never rests, a loop of promises. It may
 * work between deliveries as it likes, if it lets go now and then; ten seconds on end are a warning, twenty the end.
 */
export function createIdleWork() {
  let last: Work | undefined
  let spentMs = 0

  return {
    /** `isAsked`: something of it ran or was given to it since the last look. */
    look(work: Work, isAsked: boolean): 'rest' | 'warn' | 'end' {
      const before = last
      last = work
      if (!before || isAsked) return 'rest'
      const passedMs = work.atMs - before.atMs
      const activeMs = work.activeMs - before.activeMs
      const isBusy = activeMs >= ALWAYS * passedMs && work.processorMs - before.processorMs >= REALLY * passedMs
      const spentBefore = spentMs
      spentMs = isBusy ? spentMs + passedMs : 0
      if (spentMs >= END_MS) return 'end'
      return spentMs >= WARN_MS && spentBefore < WARN_MS ? 'warn' : 'rest'
    },
  }
}
