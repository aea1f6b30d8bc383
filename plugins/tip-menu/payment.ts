import type { EventOf } from '#sdk'
import type { MenuItem } from './item.ts'

/** What somebody gave, and what they said with it. */
export type Payment = {
  readonly amount: number
  readonly unit: MenuItem['unit']
  readonly currency?: string
  readonly name: string
  readonly message: string
}

export function paymentOf(event: EventOf<'tip' | 'gift'>): Payment {
  const name = event.user?.safeName ?? ''
  if (event.eventType === 'gift') return { amount: event.payload.coins, unit: 'coins', name, message: '' }
  const { tipperName, message = '' } = event.payload
  const { amountCents = 0, currency } = event.value
  return { amount: amountCents, unit: 'cents', ...(currency && { currency }), name: tipperName ?? name, message }
}

/** What is ordered by it: what costs just as much, else the dearest that it is enough for. */
export function orderedBy({ amount, unit, currency }: Payment, items: readonly MenuItem[]): MenuItem | undefined {
  const offered = items.filter((item) => item.on && item.unit === unit && (item.currency === undefined || item.currency === currency))
  const exact = offered.find(({ price }) => price === amount)
  const enough = offered.filter(({ match, price }) => match === 'atLeast' && price <= amount)
  return (
    exact ?? enough.reduce<MenuItem | undefined>((dearest, item) => (dearest && dearest.price >= item.price ? dearest : item), undefined)
  )
}
