// @ts-check
import { element, text } from '/overlay/sdk/elements.js'
import { createPager } from './pager.js'
import { drawRow } from './row.js'
import { TITLE } from './words.js'

/**
 * @typedef {import('../board.ts').Board} Board
 * @typedef {import('../board.ts').Ordered} Ordered
 * @typedef {import('/overlay/sdk/clock.js').Clock} Clock
 */

/** The menu, page by page. @param {HTMLElement} stage @param {Clock} clock */
export function createMenuView(stage, clock) {
  /** @type {Map<string, ReturnType<typeof drawRow>>} */
  const rows = new Map()
  const pager = createPager({ clock, turn: draw })

  /** @param {Board['items']} items @param {Board['look']} look */
  function show(items, look) {
    rows.clear()
    for (const item of items) rows.set(item.id, drawRow(item, look.language))
    const title = look.title || TITLE[look.language]
    stage.dataset.title = title
    pager.begin(
      items.map(({ id }) => id),
      { perPage: look.perPage, everyMs: look.pageSeconds * 1000 },
    )
  }

  /** @param {readonly string[]} ids @param {{ page: number, pages: number }} where */
  function draw(ids, { page, pages }) {
    if (ids.length === 0) return stage.replaceChildren()
    const card = element('article', 'menu')
    const list = element('ul', 'rows')
    for (const id of ids) list.append(rows.get(id)?.element ?? '')
    const head = element('header', 'head')
    head.append(text('h1', 'title', stage.dataset.title ?? ''))
    if (pages > 1) head.append(drawDots(page, pages))
    card.append(head, list)
    stage.replaceChildren(card)
  }

  /** Turns to what was ordered, and lights it up. @param {Ordered} ordered */
  function highlight({ id, name }) {
    pager.turnTo(id)
    rows.get(id)?.light(name)
  }

  function clear() {
    pager.stop()
    stage.replaceChildren()
  }

  return { show, highlight, clear }
}

/** @param {number} page @param {number} pages */
function drawDots(page, pages) {
  const dots = element('span', 'dots')
  for (let at = 0; at < pages; at += 1) dots.append(element('i', at === page ? 'dot now' : 'dot'))
  return dots
}
