import type { Usage } from '../services/service.ts'

/** In dollars for a million tokens. */
export type Price = { readonly input: number; readonly output: number }

/** What a model without a price is counted at: more than nearly all cost. */
export const UNKNOWN_PRICE: Price = { input: 15, output: 75 }
const FREE: Price = { input: 0, output: 0 }

/** The price of a model, by the longest name in the list that its own begins with. A model of the operator's own machine is free. */
export function priceOf(prices: readonly (Price & { readonly model: string })[], model: string, isLocal: boolean): Price {
  const fitting = prices
    .filter((price) => price.model !== '' && model.startsWith(price.model))
    .sort((a, b) => b.model.length - a.model.length)
  return fitting[0] ?? (isLocal ? FREE : UNKNOWN_PRICE)
}

/** In millionths of a dollar, rounded up. */
export function costOf({ input, output }: Usage, price: Price): number {
  return Math.ceil(input * price.input + output * price.output)
}

/** More tokens than an ask can have: a token is seldom less than two bytes. */
export function estimate(texts: readonly string[], maxTokens: number): Usage {
  const bytes = texts.reduce((sum, text) => sum + new TextEncoder().encode(text).byteLength, 0)
  return { input: Math.ceil(bytes / 2) + 10 * texts.length, output: maxTokens }
}
