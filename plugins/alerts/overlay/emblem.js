// @ts-check
import { element } from '/overlay/sdk/elements.js'

const SVG = 'http://www.w3.org/2000/svg'

/** Drawn here, so that no picture has to be loaded: paths in a square of 48. */
const GLYPHS = {
  gift: 'M7 17h34v8H7zM10 25h28v16H10zM24 17v24M24 17c-4 0-10-1-10-6 0-3 2-4.5 4.5-4.5 4 0 5.5 6 5.5 10.5zM24 17c4 0 10-1 10-6 0-3-2-4.5-4.5-4.5-4 0-5.5 6-5.5 10.5z',
  tip: 'M13 10h22l8 10-19 21L5 20zM5 20h38M16.5 20L24 41l7.5-21M13 10l3.5 10L24 10l7.5 10L35 10',
  subscribe: 'M24 6l5.5 11.5 12.5 1.700-9.200 8.700 2.300 12.5L24 34.300l-11.100 6.100 2.300-12.5L6 19.200l12.5-1.700z',
  follow:
    'M24 40S6 30 6 17.5C6 12 10 8.5 14.700 8.5c4 0 7.300 2.300 9.300 6 2-3.700 5.300-6 9.300-6C38 8.5 42 12 42 17.5 42 30 24 40 24 40z',
  share: 'M27 9l15 13.5L27 36v-8.5C16 27.5 10 31 6 38c0-12 7-20 21-20.5z',
  goal: 'M14 8h20v12c0 7-4 12-10 12s-10-5-10-12zM14 12H7c0 7 2 11 8 12M34 12h7c0 7-2 11-8 12M24 32v7M15 41h18',
  shoutout: 'M8 19v10h7l16 9V10L15 19zM36 18c3 3 3 9 0 12M15 29l2 10h6l-2-7',
}

/**
 * The round emblem of a kind of alert.
 * @param {keyof typeof GLYPHS} kind
 */
export function drawEmblem(kind) {
  const emblem = element('div', 'emblem')
  const glyph = document.createElementNS(SVG, 'svg')
  glyph.setAttribute('viewBox', '0 0 48 48')
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('d', GLYPHS[kind])
  glyph.append(path)
  for (const part of ['halo', 'ring', 'disc']) emblem.append(element('i', part))
  emblem.append(glyph)
  return emblem
}

/** Puts the picture of a gift in the place of the drawn one, once it is there. @param {Element} emblem @param {string} url */
export function showGift(emblem, url) {
  emblem.querySelector('.gift')?.remove()
  const image = new Image()
  image.className = 'gift'
  image.alt = ''
  image.onload = () => emblem.classList.add('has-gift')
  image.onerror = () => image.remove()
  image.src = url
  emblem.querySelector('svg')?.after(image)
}
