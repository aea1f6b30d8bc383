// @ts-check
import { createChatLine } from './chat-line.js'
import { isCalm } from './page.js'

/**
 * @typedef {import('../chat.ts').Chat} Chat
 * @typedef {import('../chat.ts').ChatLine} ChatLine
 * @typedef {import('/overlay/sdk/clock.js').Clock} Clock
 * @typedef {ReturnType<typeof createChatLine> & { stopAging(): void }} Shown
 */

/** How long a line takes to go; the style sheet has the same number. */
const LEAVE_MS = 400

/**
 * Brings the box in line with what it is told: new lines come, those that are not told any more go, and each goes when it is old.
 * A line that went, by age or by the panic button, does not come back.
 * @param {{ stage: HTMLElement, clock: Clock }} parts
 */
export function createChatBox({ stage, clock }) {
  const list = document.createElement('ol')
  list.className = 'lines'
  stage.append(list)
  /** @type {Map<string, Shown>} */
  const shown = new Map()
  /** @type {Set<string>} */
  const gone = new Set()

  /** @param {Chat} chat @param {{ retained: boolean }} from */
  function show({ lines, seconds, direction }, { retained }) {
    list.dataset.direction = direction
    const told = new Set(lines.map(({ id }) => id))
    for (const [id, line] of shown) if (!told.has(id)) drop(id, line)
    for (const id of gone) if (!told.has(id)) gone.delete(id)
    const height = list.offsetHeight
    for (const line of lines) {
      const there = shown.get(line.id)
      if (there) there.picture(line)
      else if (!gone.has(line.id)) add(line, { direction, leftMs: leftMs(line, seconds, retained) })
    }
    slide((list.offsetHeight - height) * (direction === 'up' ? 1 : -1))
  }

  /** @param {ChatLine} line @param {number} seconds @param {boolean} retained */
  function leftMs({ at }, seconds, retained) {
    if (seconds === 0) return Number.POSITIVE_INFINITY
    return seconds * 1000 - (retained ? Math.max(0, clock.wallTime() - Date.parse(at)) : 0)
  }

  /** @param {ChatLine} line @param {{ direction: string, leftMs: number }} how */
  function add(line, { direction, leftMs }) {
    if (leftMs <= 0) return void gone.add(line.id)
    const made = createChatLine(line)
    const stopAging = leftMs === Number.POSITIVE_INFINITY ? () => {} : clock.after(leftMs, () => leave(line.id))
    shown.set(line.id, { ...made, stopAging })
    if (direction === 'up') list.append(made.element)
    else list.prepend(made.element)
  }

  /** @param {string} id */
  function leave(id) {
    const line = shown.get(id)
    if (!line) return
    gone.add(id)
    line.element.classList.add('leaving')
    line.stopAging = clock.after(isCalm() ? 0 : LEAVE_MS, () => drop(id, line))
  }

  /** @param {string} id @param {Shown} line */
  function drop(id, line) {
    line.stopAging()
    line.element.remove()
    shown.delete(id)
  }

  /** The lines that were there glide to their new place. @param {number} by */
  function slide(by) {
    if (by === 0 || isCalm()) return
    list.animate([{ transform: `translateY(${by}px)` }, { transform: 'none' }], { duration: 260, easing: 'cubic-bezier(.2,.9,.3,1)' })
  }

  function clear() {
    for (const [id, line] of shown) {
      gone.add(id)
      drop(id, line)
    }
  }

  return { show, clear }
}
