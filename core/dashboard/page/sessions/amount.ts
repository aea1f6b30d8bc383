/** The most that the host takes for one tip, as schemas/api/money.v1.schema.json has it. */
export const MOST_CENTS = 100_000_000_000

/** Hundredths, or why it is no amount: none at all, of two meanings, of another currency, or more than is taken. */
export type Amount = { readonly cents: number } | { readonly fault: 'none' | 'unclear' | 'currency' | 'most' }

/**
 * An amount as people write it, in hundredths, without ever being a fraction: `5`, `5,50`, `1.000,50`, `1 000`, `5 €`.
 * `20.000` is 20 to some and 20,000 to others: it is unclear, except in a currency of which nobody writes hundredths.
 */
export function readAmount(typed: string, currency: string): Amount {
  const [, before = '', digits = '', after = ''] = AMOUNT.exec(typed) ?? []
  const found = NUMBER.exec(digits)
  if (!found) return { fault: 'none' }
  const sign = `${before}${after}`.toUpperCase()
  if (sign !== '' && !signsOf(currency).includes(sign)) return { fault: 'currency' }
  const { whole = '', hundredths = '' } = found.groups ?? {}
  if (UNCLEAR.test(digits) && hasHundredths(currency)) return { fault: 'unclear' }
  const cents = Number(whole.replaceAll(/\D/g, '')) * 100 + Number(hundredths.padEnd(2, '0'))
  if (cents === 0) return { fault: 'none' }
  return cents > MOST_CENTS ? { fault: 'most' } : { cents }
}

/** A number, with what stands before or behind it. */
const AMOUNT = /^\s*([^\d\s.,'’-]*)\s*(.*?)\s*([^\d\s.,'’-]*)\s*$/u
/** Thousands are parted by one sign throughout, and hundredths by another. */
const NUMBER = /^(?<whole>\d+|[1-9]\d{0,2}(?<part>[.,'’\s])\d{3}(?:\k<part>\d{3})*(?!\k<part>))(?:[.,](?<hundredths>\d{1,2}))?$/u
const UNCLEAR = /^\d{1,3}[.,]\d{3}$/

function hasHundredths(currency: string): boolean {
  return (new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2) > 0
}

/** How a currency is written beside an amount: EUR, €; $ and US$. */
function signsOf(currency: string): readonly string[] {
  const signs = (['code', 'symbol', 'narrowSymbol'] as const).map((currencyDisplay) =>
    new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay }).formatToParts(0),
  )
  return signs.flatMap((parts) => parts.flatMap(({ type, value }) => (type === 'currency' ? [value.toUpperCase()] : [])))
}
