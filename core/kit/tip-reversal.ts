import type { EventOf } from '#sdk'

/** `where` of a subscription to `custom`: `{ "payload.name": "streaming.tip.reversed" }`. Only the host gives events this name. */
const NAME = 'streaming.tip.reversed'

/** `tipSeqNo` is the number of the tip, in hundredths of the currency what it was worth, and `tippedAt` (ISO 8601) when it came. */
export type TipReversal = {
  readonly tipSeqNo: number
  readonly amountCents: number
  readonly currency: string
  readonly tippedAt: string
}

/** The tip that an operator took back, because it was written down wrongly or the money went back; undefined for any other event. */
export function reversalOf({ payload: { name, data } }: EventOf<'custom'>): TipReversal | undefined {
  if (name !== NAME) return undefined
  const { tipSeqNo, amountCents, currency, tippedAt } = Object(data)
  const isWhole = Number.isSafeInteger(tipSeqNo) && Number.isSafeInteger(amountCents)
  return isWhole && typeof currency === 'string' && typeof tippedAt === 'string' ? { tipSeqNo, amountCents, currency, tippedAt } : undefined
}
