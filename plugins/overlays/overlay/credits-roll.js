// @ts-check
import { element, text } from '/overlay/sdk/elements.js'
import { plain } from './numbers.js'
import { isCalm } from './page.js'

/**
 * @typedef {import('../credits.ts').Credits} Credits
 * @typedef {import('/overlay/sdk/clock.js').Clock} Clock
 */

/** Who asked for less motion gets the thanks one screen after the other. */
const CALM_MS = 4000

/** Rolls the credits over the page once, from below the bottom to above the top. @param {{ stage: HTMLElement, clock: Clock }} parts */
export function createCreditsRoll({ stage, clock }) {
  let stop = () => {}

  /** @param {Credits | null} credits */
  function show(credits) {
    clear()
    if (!credits) return
    const sheet = element('div', 'sheet')
    sheet.append(text('h1', 'thanks', credits.title), ...credits.sections.map(drawSection))
    stage.append(sheet)
    if (isCalm()) turn(sheet, 0)
    else roll(sheet, credits.secondsPerScreen)
  }

  /** @param {HTMLElement} sheet @param {number} secondsPerScreen */
  function roll(sheet, secondsPerScreen) {
    const screen = stage.clientHeight
    const way = screen + sheet.offsetHeight
    const frames = [{ transform: `translateY(${screen}px)` }, { transform: `translateY(${-sheet.offsetHeight}px)` }]
    const rolling = sheet.animate(frames, { duration: (way / screen) * secondsPerScreen * 1000, fill: 'both' })
    rolling.onfinish = clear
    stop = () => {
      // What was called off has not finished.
      rolling.onfinish = null
      rolling.cancel()
    }
  }

  /** @param {HTMLElement} sheet @param {number} from */
  function turn(sheet, from) {
    if (from >= sheet.offsetHeight) return clear()
    sheet.style.transform = `translateY(${-from}px)`
    stop = clock.after(CALM_MS, () => turn(sheet, from + stage.clientHeight))
  }

  function clear() {
    stop()
    stop = () => {}
    stage.replaceChildren()
  }

  return { show, clear }
}

/** @param {Credits['sections'][number]} section */
function drawSection({ thanks, title, names, more }) {
  const section = element('section', 'part')
  section.dataset.thanks = thanks
  const list = element('ul', names.length > 12 ? 'names many' : 'names')
  list.append(...names.map((name) => text('li', 'one-line', name)))
  if (more > 0) list.append(text('li', 'more', `+ ${plain(more)}`))
  section.append(text('h2', 'heading one-line', title), list)
  return section
}
