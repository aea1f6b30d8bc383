// @ts-check
import { element, text } from '/overlay/sdk/elements.js'
import { isCalm } from './page.js'

/**
 * @typedef {import('../ticker.ts').Ticker} Ticker
 * @typedef {import('/overlay/sdk/clock.js').Clock} Clock
 */

/** How long a line takes to go; the style sheet has the same number. */
const LEAVE_MS = 350
/** Longer than that no timer can be set; nobody waits for it. */
const LONGEST_MS = 2 ** 31 - 1

/** Shows one line at a time, until it is time to go or another comes. @param {{ stage: HTMLElement, clock: Clock }} parts */
export function createTickerView({ stage, clock }) {
  let stop = () => {}

  /** @param {Ticker} ticker */
  function show(ticker) {
    const leftMs = ticker?.until ? Math.min(LONGEST_MS, Date.parse(ticker.until) - clock.wallTime()) : Number.POSITIVE_INFINITY
    if (!ticker || leftMs <= 0) return leave()
    stop()
    const card = element('div', 'ticker')
    card.append(element('i', 'mark'), text('p', 'words', ticker.text))
    stage.replaceChildren(card)
    if (leftMs < Number.POSITIVE_INFINITY) stop = clock.after(leftMs, leave)
  }

  function leave() {
    stop()
    stage.firstElementChild?.classList.add('leaving')
    stop = stage.firstElementChild ? clock.after(isCalm() ? 0 : LEAVE_MS, clear) : () => {}
  }

  function clear() {
    stop()
    stage.replaceChildren()
  }

  return { show, clear }
}
