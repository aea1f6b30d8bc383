import { readFileSync } from 'node:fs'

const EVERY_MS = 10

/**
 * Beats every 10 ms in this process, and tells how long it was kept from it by its own work: a gap is the time that passed, but no more than
 * the processor time that its main thread used in it, so that a busy machine is not taken for a busy core.
 */
export function startHeartbeat() {
  let longestMs = 0
  let last = now()
  const timer = setInterval(beat, EVERY_MS)

  function beat() {
    const next = now()
    longestMs = Math.max(longestMs, Math.min(next.atMs - last.atMs, next.usedMs - last.usedMs))
    last = next
  }

  return {
    /** The longest so far, in milliseconds. */
    gapMs() {
      beat()
      return longestMs
    },
    stop: () => clearInterval(timer),
  }
}

function now() {
  return { atMs: performance.now(), usedMs: usedMs() }
}

/** Of the main thread where the system tells it, else of the whole process. */
function usedMs(): number {
  try {
    return Number(readFileSync('/proc/self/schedstat', 'latin1').split(' ', 1)[0]) / 1e6
  } catch {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
  }
}
