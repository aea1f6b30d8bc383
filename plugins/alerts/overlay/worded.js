// @ts-check
/** @typedef {import('../alert.ts').Alert} Alert */

/** A card in the language of the page's link; as it came where the link has none. @param {Alert} alert @param {'en' | 'es' | undefined} language */
export function worded(alert, language) {
  return language === undefined ? alert : { ...alert, ...alert.words?.[language], language }
}
