// @ts-check
/** @typedef {import('../item.ts').PublicItem} PublicItem */

export const TITLE = { en: 'Tip menu', es: 'Menú de propinas' }

const COINS = { en: 'coins', es: 'monedas' }

/** Where an item has no sign of its own. @type {Record<PublicItem['category'], string>} */
export const SIGNS = { performance: '🎤', request: '🎵', interaction: '💬', custom: '✨' }

/** What an item costs, as people read it. @param {PublicItem} item @param {'en' | 'es'} language */
export function priceOf({ price, unit, currency }, language) {
  if (unit === 'coins') return `${new Intl.NumberFormat(language).format(price)} ${COINS[language]}`
  const money = /** @type {Intl.NumberFormatOptions} */ (currency ? { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } : {})
  const digits = price % 100 === 0 ? 0 : 2
  return new Intl.NumberFormat(language, { ...money, minimumFractionDigits: digits, maximumFractionDigits: digits }).format(price / 100)
}
