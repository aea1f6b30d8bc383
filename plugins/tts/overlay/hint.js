// @ts-check
import { element } from '/overlay/sdk/elements.js'

const WORDS = { en: 'Click to hear what is said', es: 'Haz clic para oír lo que se dice' }

/**
 * Browsers play nothing before somebody clicks; OBS does. Shows a button for that once, and never in OBS.
 * @param {HTMLElement} stage
 * @param {'en' | 'es'} language
 */
export function createHint(stage, language) {
  let isShown = false
  return () => {
    if (isShown || 'obsstudio' in window) return
    isShown = true
    const button = Object.assign(element('button', 'hint'), { textContent: WORDS[language] })
    // The click itself is what the browser waits for.
    button.addEventListener('click', () => button.remove())
    stage.append(button)
  }
}
