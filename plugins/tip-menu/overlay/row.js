// @ts-check
import { element, text } from '/overlay/sdk/elements.js'
import { priceOf, SIGNS } from './words.js'

/** @typedef {import('../item.ts').PublicItem} PublicItem */

const LIGHT_MS = 6000

/** One item: its sign, its title, and what it costs. @param {PublicItem} item @param {'en' | 'es'} language */
export function drawRow(item, language) {
  const row = element('li', `row ${item.category}`)
  const words = element('div', 'words')
  words.append(text('p', 'name', item.title))
  if (item.description) words.append(text('p', 'description', item.description))
  row.append(text('span', 'sign', item.sign || SIGNS[item.category]), words, text('span', 'price', priceOf(item, language)))

  /** @param {string} name */
  function light(name) {
    row.querySelector('.who')?.remove()
    if (name) row.append(text('span', 'who', name))
    row.classList.toggle('taken', name !== '')
    row.classList.remove('lit')
    // Begun anew when it is ordered twice.
    void row.offsetWidth
    row.classList.add('lit')
    const glow = row.animate([], { duration: LIGHT_MS })
    glow.onfinish = () => {
      row.classList.remove('lit', 'taken')
      row.querySelector('.who')?.remove()
    }
  }

  return { element: row, light }
}
