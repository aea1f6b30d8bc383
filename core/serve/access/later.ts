import type { Clock } from '../../base/clock.ts'

/**
 * Answers the time, in milliseconds since 1970, by whichever is later: the machine's wall clock, or what has passed since `notBefore` at least. A wall
 * clock that is set back makes nothing last longer, neither now nor, with the newest time that was written down as `notBefore`, after a restart.
 */
export function createLater(clock: Clock, notBefore: number): () => number {
  const startedAt = clock.now()
  const startWall = Math.max(clock.wallTime(), notBefore)
  return () => Math.max(clock.wallTime(), startWall + clock.now() - startedAt)
}
