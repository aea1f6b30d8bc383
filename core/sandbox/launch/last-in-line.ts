import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { setPriority } from 'node:os'
import type { Clock } from '../../base/clock.ts'

const NICE = 5
/**
 * Linux shares processors among sessions before it looks at niceness, and a runner has a session of its own. With five plugins that want ten
 * processors of two, a gift is handled after half the time, and a flood of quick handlers runs a sixth faster.
 */
const SESSION_NICE = 10
/** The kernel takes one such wish of all users' in a tenth of a second. */
const SESSION_RETRY_MS = 100
const SESSION_TRIES = 100
/** Of 1000: when memory runs out, the kernel ends runners and not the core. */
const OOM_SCORE = 800

/** Puts a process, which leads its session, behind the core, for processors and for memory; answers the layers that the system allowed. */
export function putLastInLine(pid: number, clock: Clock): readonly string[] {
  if (process.platform === 'linux') putSessionLast(pid, clock)
  return [
    ...(works(() => setPriority(pid, NICE)) ? ['nice'] : []),
    ...(process.platform === 'linux' && works(() => writeFileSync(`/proc/${pid}/oom_score_adj`, String(OOM_SCORE))) ? ['oom-first'] : []),
  ]
}

/** Where the kernel knows no such thing, niceness says it all. */
function putSessionLast(pid: number, clock: Clock): void {
  // Kept open while it is tried again: by then the number may be another's.
  let file: number | undefined

  function attempt(tries: number) {
    try {
      file ??= openSync(`/proc/${pid}/autogroup`, 'r+')
      writeSync(file, String(SESSION_NICE))
    } catch (error) {
      const isTooSoon = (error as NodeJS.ErrnoException).code === 'EAGAIN'
      if (isTooSoon && tries > 1) return void clock.after(SESSION_RETRY_MS, () => attempt(tries - 1))
    }
    if (file !== undefined) closeSync(file)
  }

  attempt(SESSION_TRIES)
}

function works(step: () => void): boolean {
  try {
    step()
    return true
  } catch {
    // It is gone already, and whoever waits for it will hear so; or the system refuses, and the status shows what is missing.
    return false
  }
}
