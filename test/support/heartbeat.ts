const EVERY_MS = 10

/**
 * Beats every 10 ms in this process, and tells how long it was kept from it by its own work: a gap is the time that passed, but no more than
 * the processor time that this process used in it, so that a busy machine is not taken for a busy core.
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
  const { user, system } = process.cpuUsage()
  return { atMs: performance.now(), usedMs: (user + system) / 1000 }
}
