// @ts-check
import { element, text } from '/overlay/sdk/elements.js'

const BARS = 5
const LEAVE_MS = 250

/**
 * The words that are being said, in one card at the bottom. Nothing is there, and nothing runs, while nothing is said.
 * @param {HTMLElement} stage
 */
export function createCaption(stage) {
  /** @type {HTMLElement | undefined} */
  let card
  /** @type {readonly HTMLElement[]} */
  let bars = []

  function hide() {
    const leaving = card
    card = undefined
    bars = []
    leaving?.classList.add('leaving')
    if (leaving) setTimeout(() => leaving.remove(), LEAVE_MS)
  }

  return {
    /** @param {string} words */
    show(words) {
      hide()
      card = element('div', 'caption')
      const meter = element('span', 'meter')
      bars = Array.from({ length: BARS }, () => element('i', ''))
      meter.append(...bars)
      card.append(meter, text('span', 'words', words))
      stage.append(card)
    },
    hide,
    /** How loud it is in each band, 0 to 1. @param {readonly number[]} levels */
    level(levels) {
      bars.forEach((bar, n) => {
        bar.style.transform = `scaleY(${Math.max(0.14, levels[n] ?? 0).toFixed(2)})`
      })
    },
    bands: BARS,
  }
}

/** @typedef {ReturnType<typeof createCaption>} Caption */
