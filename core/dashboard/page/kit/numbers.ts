/** A count as it is written in this language. */
export function count(value: number, language: string): string {
  return new Intl.NumberFormat(language).format(value)
}

/** 12,400 as 12.4K. */
export function short(value: number, language: string): string {
  return new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 }).format(value)
}

/** 1.3 ms, 18 ms, 2.4 s. */
export function milliseconds(value: number): string {
  if (value >= 1000) return `${decimal(value / 1000)} s`
  return `${value < 10 ? decimal(value) : Math.round(value)} ms`
}

/** 0.982 as 98 %; what is not quite all is never 100 %. */
export function percent(share: number): string {
  return `${share < 1 ? decimal(Math.min(99.9, share * 100)) : 100} %`
}

/** Bytes as people read them. */
export function bytes(value: number): string {
  if (value < 1024 ** 2) return `${Math.ceil(value / 1024)} KiB`
  return value < 1024 ** 3 ? `${decimal(value / 1024 ** 2)} MiB` : `${decimal(value / 1024 ** 3)} GiB`
}

/** Cents of a currency; one that is not of ISO 4217 stands behind its amount. */
export function money(cents: number, currency: string, language: string): string {
  try {
    return new Intl.NumberFormat(language, { style: 'currency', currency }).format(cents / 100)
  } catch {
    return `${new Intl.NumberFormat(language, { minimumFractionDigits: 2 }).format(cents / 100)} ${currency}`
  }
}

/** With one digit behind the point, as the page's language writes it. */
export function decimal(value: number): string {
  return new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value)
}

/** The nearest whole number from `least` to `most`. */
export function clamp(value: number, least: number, most: number): number {
  return Math.round(Math.min(most, Math.max(least, value)))
}
