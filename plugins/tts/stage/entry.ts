import type { Utterance } from '../speech.ts'
import type { Waiting } from './line.ts'

/** Why something is said. */
export type Kind = 'gift' | 'tip' | 'subscribe' | 'follow' | 'share' | 'chat' | 'milestone' | 'said'

/** One thing to be said. */
export type Entry = Waiting & {
  readonly kind: Kind
  readonly utterance: Utterance
  /** Of the viewer whom it is about, or whose words they are. */
  readonly userId?: string
  /** Of the event, so that it can be taken back. */
  readonly eventId?: string
  /** Money that was given outside of the platform: who sent it hears it, too. */
  readonly tip?: { readonly sessionId: string; readonly tipId: string }
}

/** Money first, and of it the more before the less; then who is new, then what is said. */
export const RANK = {
  tip: 80,
  gift: 70,
  subscribe: 60,
  follow: 50,
  said: 40,
  milestone: 35,
  share: 30,
  chat: 20,
} as const satisfies Record<Kind, number>

/** What `say` may ask for: before money, as ever, or when nothing else is to be said. */
export const PRIORITIES = { high: 100, normal: RANK.said, low: 10 } as const

/** How much a rank rises with what was given: up to 9, one for each doubling from 10 on, so that a kind stays before the next. */
export function worth(amount: number): number {
  return Math.min(9, Math.max(0, Math.floor(Math.log2(Math.max(1, amount) / 5))))
}
