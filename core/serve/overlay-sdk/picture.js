// @ts-check
import { element } from './elements.js'
import { hueOf, initialsOf } from './initials.js'

export { hueOf, initialsOf }

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
