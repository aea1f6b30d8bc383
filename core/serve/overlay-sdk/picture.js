// @ts-check
import { element } from './elements.js'

/**
 * A round picture: the initials of the name until the picture is there, and when there is none. Its looks are in page.css.
 * @param {{ url?: string | undefined, name: string }} of
 */
export function drawPicture({ url, name }) {
  const picture = element('div', 'picture')
  picture.append(Object.assign(element('span', 'initials'), { textContent: initialsOf(name) }))
  picture.style.setProperty('--hue', String(hueOf(name)))
  if (url) picture.append(imageOf(url))
  return picture
}

/** @param {string} url */
function imageOf(url) {
  const image = new Image()
  image.alt = ''
  image.decoding = 'async'
  image.onload = () => image.classList.add('there')
  image.onerror = () => image.remove()
  image.src = url
  return image
}

/** The first letters of the first two words, or the first of one; a sign that has neither gives a star. @param {string} name */
export function initialsOf(name) {
  const words = name.split(/[\s._-]+/u).flatMap((word) => word.match(/[\p{L}\p{N}]/u) ?? [])
  return words.slice(0, 2).join('').toLocaleUpperCase() || '★'
}

/** The same for the same name, from 0 to 359. @param {string} name */
export function hueOf(name) {
  let sum = 0
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 3_600
  return sum % 360
}
