// @ts-check
import { element, text } from '/overlay/sdk/elements.js'
import { drawPicture, hueOf } from '/overlay/sdk/picture.js'
import { drawGlyph } from './glyphs.js'

/** @typedef {import('../chat.ts').ChatLine} ChatLine */

/** One line of the chat: picture, badges, name in a colour of its own, words. @param {ChatLine} line */
export function createChatLine(line) {
  const row = element('li', 'line')
  row.style.setProperty('--hue', String(hueOf(line.name)))
  let drawn = drawPicture({ url: line.picture, name: line.name })
  let url = line.picture
  const words = element('p', 'words')
  const head = element('span', 'head')
  head.append(...line.badges.map(drawGlyph), text('span', 'name one-line', line.name))
  words.append(head, text('span', 'said', line.text))
  row.append(drawn, words)

  return {
    element: row,
    /** A picture that was fetched meanwhile. @param {ChatLine} now */
    picture(now) {
      if (now.picture === url) return
      url = now.picture
      const next = drawPicture({ url, name: now.name })
      drawn.replaceWith(next)
      drawn = next
    },
  }
}
