// @ts-check
/** What an alert is worth, as people of its language write it; '' for nothing. @param {import('../alert.ts').Alert} alert */
export function worthOf({ coins, unit = '', unitOfOne = unit, amountCents, currency, language }) {
  if (coins) return `${new Intl.NumberFormat(language).format(coins)} ${coins === 1 ? unitOfOne : unit}`.trimEnd()
  if (!amountCents) return ''
  const amount = amountCents / 100
  if (!currency || !/^[A-Z]{3}$/.test(currency)) return new Intl.NumberFormat(language).format(amount)
  return new Intl.NumberFormat(language, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).format(amount)
}
