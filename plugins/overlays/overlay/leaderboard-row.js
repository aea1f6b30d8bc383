// @ts-check
import { element, text } from '/overlay/sdk/elements.js'
import { drawPicture } from '/overlay/sdk/picture.js'
import { money, plain } from './numbers.js'

/** @typedef {import('../leaderboard.ts').Row} Row */

/** One place of a board. @param {Row} first */
export function createLeaderboardRow(first) {
  const row = element('li', 'row')
  const rank = element('span', 'rank')
  const bar = element('i', 'bar')
  const name = text('span', 'name one-line', first.name)
  const amount = element('span', 'amount')
  let picture = drawPicture({ url: first.picture, name: first.name })
  let url = first.picture
  row.append(bar, rank, picture, name, amount)

  /** @param {Row} now @param {{ rank: number, share: number }} place */
  function show(now, { rank: place, share }) {
    row.dataset.rank = String(place)
    rank.textContent = String(place)
    bar.style.transform = `scaleX(${share.toFixed(3)})`
    if (name.textContent !== now.name) name.replaceChildren(Object.assign(document.createElement('bdi'), { textContent: now.name }))
    amount.textContent = now.currency ? money(now.amount, now.currency) : `${plain(now.amount)}${now.unit ? ` ${now.unit}` : ''}`
    if (now.picture === url) return
    url = now.picture
    const next = drawPicture({ url, name: now.name })
    picture.replaceWith(next)
    picture = next
  }

  return { element: row, show }
}
