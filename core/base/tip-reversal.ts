import type { UnifiedEvent } from '../../schemas/types.ts'

/** The name of the `custom` event by which the host takes a tip back. */
export const TIP_REVERSED = 'streaming.tip.reversed'

/** What is taken back: the tip's number and, of its money, how much. */
export type TipReversal = { readonly tipSeqNo: number; readonly amountCents: number; readonly currency: string }

/** The tip that an event takes back; undefined for all others. */
export function reversalOf({ eventType, payload }: Pick<UnifiedEvent, 'eventType' | 'payload'>): TipReversal | undefined {
  if (eventType !== 'custom' || !('name' in payload) || payload.name !== TIP_REVERSED) return undefined
  const { tipSeqNo, amountCents, currency } = Object('data' in payload ? payload.data : undefined)
  const isWhole = Number.isSafeInteger(tipSeqNo) && Number.isSafeInteger(amountCents) && amountCents >= 0
  return isWhole && typeof currency === 'string' ? { tipSeqNo, amountCents, currency } : undefined
}
