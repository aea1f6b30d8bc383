// @ts-check
/** A number as it is written where the page's language is spoken: 12,345. @param {number} value */
export function plain(value) {
  return new Intl.NumberFormat(document.documentElement.lang).format(value)
}

/** The same in little room: 12.3K. @param {number} value */
export function short(value) {
  return new Intl.NumberFormat(document.documentElement.lang, { notation: 'compact', maximumFractionDigits: 1 }).format(value)
}

/** Money in cents, with its sign where there is one. @param {number} cents @param {string} currency */
export function money(cents, currency) {
  const whole = { maximumFractionDigits: cents % 100 === 0 ? 0 : 2, minimumFractionDigits: cents % 100 === 0 ? 0 : 2 }
  if (!/^[A-Z]{3}$/.test(currency)) return new Intl.NumberFormat(document.documentElement.lang, whole).format(cents / 100)
  const how = /** @type {const} */ ({ style: 'currency', currency, currencyDisplay: 'narrowSymbol', ...whole })
  return new Intl.NumberFormat(document.documentElement.lang, how).format(cents / 100)
}
