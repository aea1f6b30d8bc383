// @ts-check
/** A step that is longer than this was a page asleep: nothing is to leap through the time between. */
const LONGEST_STEP_MS = 100

/**
 * One loop of animation frames for whoever moves something; without any it stands still and costs nothing.
 * A step is told how many milliseconds passed since the one before, and answers false once it has nothing left to do.
 * @param {{ request?: (callback: (now: number) => void) => number }} [parts]
 */
export function createFrameLoop({ request = (callback) => requestAnimationFrame(callback) } = {}) {
  /** @type {Set<(stepMs: number) => boolean>} */
  const steps = new Set()
  let isRunning = false
  /** @type {number | undefined} */
  let before

  /** @param {number} now */
  function frame(now) {
    const stepMs = Math.min(LONGEST_STEP_MS, Math.max(0, now - (before ?? now)))
    before = now
    for (const step of steps) if (!step(stepMs)) steps.delete(step)
    isRunning = steps.size > 0
    if (isRunning) request(frame)
    else before = undefined
  }

  return {
    /** @param {(stepMs: number) => boolean} step */
    add(step) {
      steps.add(step)
      if (isRunning) return
      isRunning = true
      request(frame)
    },
    isRunning: () => isRunning,
  }
}
