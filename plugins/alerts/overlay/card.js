// @ts-check
import { throwConfetti } from './confetti.js'
import { drawEmblem } from './emblem.js'

/** @typedef {import('../alert.ts').Alert} Alert */

const ROLL_MS = 700
/** Pieces of confetti for a card of each size. */
const CONFETTI = { small: 0, medium: 24, large: 60 }

/**
 * Draws alerts in the place; an empty place is all that is left of one.
 * Viewers' words only ever become text.
 * @param {HTMLElement} place
 */
export function createScreen(place) {
  const calm = matchMedia('(prefers-reduced-motion: reduce)')
  let spot = element('div', 'spot')
  let card = element('article', 'card')
  let shown = 0

  /** @param {Alert} alert */
  function show(alert) {
    shown = 0
    card = element('article', 'card')
    const words = element('div', 'words')
    words.append(text('p', 'name', alert.name), text('p', 'line', alert.line))
    if (alert.message) words.append(text('p', 'message', alert.message))
    card.append(drawEmblem(alert.kind), words, element('div', 'figures'))
    spot = element('div', 'spot')
    spot.dataset.kind = alert.kind
    spot.append(card)
    place.append(spot)
    update(alert)
  }

  /** @param {Alert} alert */
  function update(alert) {
    spot.dataset.size = sizeOf(alert)
    const figures = element('div', 'figures')
    const count = alert.count ?? 0
    if (count > 1) figures.append(countUp(shown, count, alert.language))
    const worth = worthOf(alert)
    if (worth) figures.append(text('p', 'worth', worth))
    card.querySelector('.figures')?.replaceWith(figures)
    if (!calm.matches) throwConfetti(card, CONFETTI[sizeOf(alert)])
    shown = count
  }

  /** @param {number} from @param {number} to @param {string} language */
  function countUp(from, to, language) {
    const number = element('p', 'count')
    const format = new Intl.NumberFormat(language)
    const start = performance.now()
    const step = () => {
      const part = calm.matches ? 1 : Math.min(1, (performance.now() - start) / ROLL_MS)
      number.textContent = `×${format.format(Math.max(1, Math.round(from + (to - from) * (1 - (1 - part) ** 3))))}`
      if (part < 1) requestAnimationFrame(step)
    }
    step()
    return number
  }

  function leave() {
    card.classList.add('leaving')
  }

  return { show, update, leave, clear: () => place.replaceChildren() }
}

/** @param {Alert} alert @returns {keyof typeof CONFETTI} */
function sizeOf({ kind, coins = 0, amountCents = 0 }) {
  if (coins >= 1000 || amountCents >= 2000) return 'large'
  return coins >= 100 || kind === 'tip' || kind === 'subscribe' ? 'medium' : 'small'
}

/** @param {Alert} alert */
function worthOf({ coins, unit, amountCents, currency, language }) {
  if (coins) return `${new Intl.NumberFormat(language).format(coins)} ${unit ?? ''}`
  if (!amountCents) return ''
  const amount = amountCents / 100
  if (!currency || !/^[A-Z]{3}$/.test(currency)) return new Intl.NumberFormat(language).format(amount)
  return new Intl.NumberFormat(language, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).format(amount)
}

/** @param {string} tag @param {string} className */
function element(tag, className) {
  return Object.assign(document.createElement(tag), { className })
}

/** @param {string} tag @param {string} className @param {string} content */
function text(tag, className, content) {
  const outer = element(tag, className)
  outer.append(Object.assign(document.createElement('bdi'), { textContent: content }))
  return outer
}
