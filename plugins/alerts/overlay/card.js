// @ts-check
import { isFromRight } from '/overlay/sdk/direction.js'
import { element, text } from '/overlay/sdk/elements.js'
import { drawPicture } from '/overlay/sdk/picture.js'
import { throwConfetti } from './confetti.js'
import { countUp } from './count-up.js'
import { drawEmblem, showGift } from './emblem.js'
import { sizeOf } from './size.js'
import { worthOf } from './worth.js'

/** @typedef {import('./alert-queue.js').Alert} Alert */

/** Pieces of confetti for a card of each size. */
const CONFETTI = { small: 0, medium: 28, large: 60 }

/**
 * Draws alerts in the place; an empty place is all that is left of one.
 * Viewers' words only ever become text.
 * @param {HTMLElement} place
 */
export function createScreen(place) {
  const calm = matchMedia('(prefers-reduced-motion: reduce)')
  let spot = element('div', 'spot')
  let shown = 0

  /** @param {Alert} alert */
  function show(alert) {
    shown = 0
    spot = element('div', 'spot')
    spot.dataset.kind = alert.kind
    spot.append(element('i', 'rays'), cardOf(alert))
    place.append(spot)
    update(alert)
  }

  /** @param {Alert} alert */
  function update(alert) {
    const size = sizeOf(alert)
    spot.dataset.size = size
    spot.querySelector('.figures')?.replaceWith(figuresOf(alert, { from: shown, isCalm: calm.matches }))
    const card = spot.querySelector('.card')
    if (card && alert.confetti && !calm.matches) throwConfetti(card, CONFETTI[size])
    shown = alert.count ?? 0
  }

  /** @param {Alert} alert */
  function picture({ name, avatar, gift }) {
    const emblem = spot.querySelector('.emblem')
    if (avatar) emblem?.querySelector('.picture')?.replaceWith(drawPicture({ url: avatar, name }))
    if (emblem && gift) showGift(emblem, gift)
  }

  return { show, update, picture, leave: () => spot.classList.add('leaving'), clear: () => place.replaceChildren() }
}

/** @param {Alert} alert */
function cardOf({ kind, name, line, message, avatar, gift }) {
  const card = element('article', 'card')
  const words = element('div', 'words')
  words.append(lineOf('name', name))
  if (line) words.append(lineOf('line', line))
  if (message) words.append(lineOf('message', message))
  const emblem = drawEmblem(kind)
  if (kind !== 'goal') emblem.append(drawPicture({ url: avatar, name }))
  if (gift) showGift(emblem, gift)
  card.append(emblem, words, element('div', 'figures'))
  return card
}

/** @param {Alert} alert @param {{ from: number, isCalm: boolean }} how */
function figuresOf(alert, { from, isCalm }) {
  const figures = element('div', 'figures')
  const { count = 0, language } = alert
  if (count > 1) figures.append(countUp({ from, to: count, language, isCalm }))
  const worth = worthOf(alert)
  if (worth) figures.append(text('p', 'worth', worth))
  return figures
}

/** One that is too long ends in dots where it is read last. @param {string} className @param {string} words */
function lineOf(className, words) {
  return Object.assign(text('p', className, words), { dir: isFromRight(words) ? 'rtl' : 'ltr' })
}
