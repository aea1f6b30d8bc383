import { writeFileSync } from 'node:fs'
import { setPriority } from 'node:os'

/**
 * Where all processes share processors alike, as in a container: with five plugins that want ten processors of two, a gift is handled after 6 ms in
 * place of 11. A desktop's kernel shares them among sessions first, of which a runner has its own. Putting that behind too (its `autogroup`) was tried,
 * and left: beside two busy programs of others, a game say, the worst gifts then came after 0.1 s (at 5) and 0.75 s (at 10) in place of 0.02 s.
 */
const NICE = 5
/** Of 1000: when memory runs out, the kernel ends runners and not the core. */
const OOM_SCORE = 800

/** Puts a process behind the core, for processors and for memory; answers the layers that the system allowed. */
export function putLastInLine(pid: number): readonly string[] {
  return [
    ...(works(() => setPriority(pid, NICE)) ? ['nice'] : []),
    ...(process.platform === 'linux' && works(() => writeFileSync(`/proc/${pid}/oom_score_adj`, String(OOM_SCORE))) ? ['oom-first'] : []),
  ]
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
