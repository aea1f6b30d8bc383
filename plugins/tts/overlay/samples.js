// @ts-check
/** @typedef {import('./caption.js').Caption} Caption */

const TEXTS = {
  en: ['Thank you so much, Luna, for the rose!', 'Mateo is now following.', 'Ana says: best stream of the week!', 'شكرا لك يا ليلى'],
  es: ['¡Muchas gracias, Luna, por la rosa!', 'Mateo ya te sigue.', 'Ana dice: ¡el mejor directo de la semana!', 'شكرا لك يا ليلى'],
}
const SHOWN_MS = 3000
const PAUSE_MS = 700

/** Shows what captions look like, for ever; nothing is needed of the host, and nothing is heard. @param {Caption} caption @param {'en' | 'es'} language */
export function playSamples(caption, language, turn = 0) {
  caption.show(TEXTS[language][turn % TEXTS[language].length] ?? '')
  caption.level(Array.from({ length: caption.bands }, (_, n) => 0.3 + 0.6 * Math.abs(Math.sin(turn + n * 1.3))))
  setTimeout(caption.hide, SHOWN_MS)
  setTimeout(() => playSamples(caption, language, turn + 1), SHOWN_MS + PAUSE_MS)
}
