// @ts-check
/**
 * @typedef {import('../bubble.ts').Bubble} Bubble
 * @typedef {Exclude<Bubble, { state: 'gone' }>} Shown
 * @typedef {{ show(bubble: Shown): void, leave(id: string): void, remove(id: string): void }} Screen
 * @typedef {Pick<import('/overlay/sdk/clock.js').Clock, 'after'>} Clock
 */

/** How long a bubble takes to leave; motion.css has the same number. */
export const LEAVE_MS = 350
/** At once; the oldest makes room. */
const MOST = 3
/** Whoever thinks longer than this was cut off. */
const LONGEST_THOUGHT_MS = 70_000

/**
 * A bubble is thinking -> said -> leaving -> gone, or goes before. One that was said stays for its time; one that is taken back leaves at once.
 * @param {{ clock: Clock, screen: Screen }} parts
 */
export function createBubbles({ clock, screen }) {
  /** By id, the oldest first. @type {Map<string, { state: Shown['state'], cancel: () => void }>} */
  const open = new Map()

  /** @param {Bubble} bubble */
  function push(bubble) {
    if (bubble.state === 'gone') return leave(bubble.id)
    const before = open.get(bubble.id)
    if (before?.state === 'said') return
    before?.cancel()
    const stayMs = bubble.state === 'said' ? bubble.shownMs : LONGEST_THOUGHT_MS
    open.set(bubble.id, { state: bubble.state, cancel: clock.after(stayMs, () => leave(bubble.id)) })
    screen.show(bubble)
    for (const oldest of open.keys()) if (open.size > MOST) leave(oldest)
  }

  /** @param {string} id */
  function leave(id) {
    const bubble = open.get(id)
    if (!bubble) return
    bubble.cancel()
    open.delete(id)
    screen.leave(id)
    clock.after(LEAVE_MS, () => screen.remove(id))
  }

  /** Nothing is shown any more. */
  function clear() {
    for (const id of [...open.keys()]) leave(id)
  }

  return { push, clear }
}
