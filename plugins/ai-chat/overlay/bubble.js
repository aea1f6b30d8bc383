// @ts-check
import { element, text } from '/overlay/sdk/elements.js'
import { drawPicture } from '/overlay/sdk/picture.js'

/** @typedef {import('./bubbles.js').Shown} Shown */

const TO = { en: 'to', es: 'para' }
const WORD_MS = 55
/** However long the answer, its last word is there by then. */
const TYPED_MS = 3_500
/** Longer answers are written smaller. */
const LONG_CHARS = 360

/**
 * Draws bubbles in the place; an empty place is all that is left of them. Words of viewers and models only ever become text.
 * @param {HTMLElement} place
 * @param {'en' | 'es' | undefined} language Of the link, before that of the settings.
 */
export function createScreen(place, language) {
  /** @type {Map<string, HTMLElement>} */
  const bubbles = new Map()

  /** @param {Shown} bubble */
  function begin({ id, persona }) {
    const bubble = element('article', 'bubble')
    const body = element('div', 'body')
    const head = element('header', 'head')
    head.append(text('span', 'persona', persona))
    body.append(head, element('div', 'said'))
    bubble.append(drawPicture({ name: persona }), body)
    bubbles.set(id, bubble)
    place.append(bubble)
    return bubble
  }

  return {
    /** @param {Shown} shown */
    show(shown) {
      const bubble = bubbles.get(shown.id) ?? begin(shown)
      bubble.dataset.state = shown.state
      bubble.dataset.length = shown.state === 'said' && shown.text.length > LONG_CHARS ? 'long' : 'short'
      bubble.querySelector('.said')?.replaceChildren(shown.state === 'said' ? typed(shown.text) : dots())
      if (shown.state === 'said' && shown.viewer) bubble.querySelector('.head')?.append(toWhom(shown.viewer, language ?? shown.language))
    },
    /** @param {string} id */
    leave: (id) => bubbles.get(id)?.classList.add('leaving'),
    /** @param {string} id */
    remove(id) {
      bubbles.get(id)?.remove()
      bubbles.delete(id)
    },
  }
}

/** @param {string} viewer @param {'en' | 'es'} language */
function toWhom(viewer, language) {
  const to = element('span', 'to')
  to.append(`${TO[language]} `, text('span', 'viewer', viewer))
  return to
}

function dots() {
  const line = element('p', 'dots')
  line.append(element('i', ''), element('i', ''), element('i', ''))
  return line
}

/** Each word comes a little after the one before. All of it has its place from the start, so that nothing moves. @param {string} words */
function typed(words) {
  const line = element('bdi', 'words')
  const parts = words.match(/\s*\S+/gu) ?? []
  const stepMs = Math.min(WORD_MS, TYPED_MS / Math.max(1, parts.length))
  line.append(
    ...parts.map((part, n) => {
      const word = Object.assign(element('span', 'word'), { textContent: part })
      word.style.animationDelay = `${Math.round(n * stepMs)}ms`
      return word
    }),
  )
  return line
}
