// @ts-check
import { element } from '/overlay/sdk/elements.js'
import { drawGlyph, drawLine } from './glyphs.js'
import { plain, short } from './numbers.js'
import { isCalm } from './page.js'

/**
 * @typedef {import('../viewers.ts').Viewers} Viewers
 * @typedef {'viewers' | 'likes' | 'followers'} Figure
 */

const LEAST_POINTS = 3

/** A pill for each figure, and the course of the viewers in theirs. @param {HTMLElement} stage */
export function createViewersView(stage) {
  const row = element('div', 'figures')
  stage.append(row)
  /** @type {Map<Figure, HTMLElement>} */
  const pills = new Map()

  /** @param {Viewers} viewers */
  function show(viewers) {
    const told = viewers.figures.filter((figure) => viewers[figure] !== undefined)
    for (const [figure, pill] of pills) if (!told.includes(figure)) remove(figure, pill)
    for (const figure of told) {
      const pill = pills.get(figure) ?? createPill(figure)
      pills.set(figure, pill)
      // Put in anew only where it stands elsewhere, so that it does not arrive again.
      if (row.children[told.indexOf(figure)] !== pill) row.insertBefore(pill, row.children[told.indexOf(figure)] ?? null)
      write(pill, figure === 'followers' ? `+${plain(viewers.followers)}` : short(viewers[figure] ?? 0))
    }
    draw(pills.get('viewers'), viewers.line)
  }

  /** @param {Figure} figure @param {HTMLElement} pill */
  function remove(figure, pill) {
    pill.remove()
    pills.delete(figure)
  }

  function clear() {
    for (const [figure, pill] of pills) remove(figure, pill)
  }

  return { show, clear }
}

/** @param {Figure} figure */
function createPill(figure) {
  const pill = element('div', `pill pill-${figure}`)
  pill.append(drawGlyph(figure), element('span', 'number'))
  return pill
}

/** @param {HTMLElement} pill @param {string} words */
function write(pill, words) {
  const number = pill.querySelector('.number')
  if (!number || number.textContent === words) return
  const isFirst = number.textContent === ''
  number.textContent = words
  if (!isFirst && !isCalm()) number.animate([{ transform: 'translateY(-.28em)', opacity: 0.35 }, {}], { duration: 240, easing: 'ease-out' })
}

/** @param {HTMLElement | undefined} pill @param {readonly number[]} line */
function draw(pill, line) {
  pill?.querySelector('.course')?.remove()
  if (line.length >= LEAST_POINTS) pill?.append(drawLine(line))
}
