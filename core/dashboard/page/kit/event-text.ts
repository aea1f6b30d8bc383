import type { UnifiedEvent } from '../../../../schemas/types.ts'
import { count, money } from './numbers.ts'

/** Who did it, where somebody did. */
export function nameOf(event: UnifiedEvent): string | undefined {
  const tipper = event.eventType === 'tip' ? event.payload.tipperName : undefined
  return tipper || event.user?.displayName.trim() || event.user?.safeName
}

/** What it was, in a few words. `coins` says an amount of them. */
export function detailOf(event: UnifiedEvent, language: string, coins: (amount: string) => string): string {
  const number = (value: number) => count(value, language)
  switch (event.eventType) {
    case 'chat':
      return event.payload.message
    case 'gift':
      return `${event.payload.giftName} ×${number(event.payload.giftCount)} · ${coins(number(event.payload.coins))}`
    case 'giftStreak':
      return `${event.payload.giftName} ×${number(event.payload.giftCount)}`
    case 'like':
      return `×${number(event.payload.likeCount)}`
    case 'viewerCount':
      return number(event.payload.viewerCount)
    case 'tip':
      return [tipped(event.value, language), event.payload.message].filter(Boolean).join(' · ')
    case 'question':
      return event.payload.question
    case 'caption':
      return event.payload.text
    case 'error':
      return event.payload.message
    case 'disconnected':
      return event.payload.reason ?? ''
    case 'gap':
      return event.payload.reason
    case 'raw':
      return event.payload.rawType
    case 'custom':
      return event.payload.name
    default:
      return ''
  }
}

function tipped(value: UnifiedEvent['value'], language: string): string {
  return value?.amountCents === undefined ? '' : money(value.amountCents, value.currency ?? '', language)
}
