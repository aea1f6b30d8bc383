import type { UnifiedEvent } from '#sdk'
import { valuesOf } from '#sdk/template'

/**
 * What a game gets, one JSON object a message; every field is there in every message, with its type. Fields may be added, none is taken away or
 * changes its type.
 */
export type GameMessage = {
  /** What happened: gift, tip, follow, share, subscribe, chat or like. */
  readonly type: string
  /** What the rule says; '' without rules. */
  readonly command: string
  /** The viewer's name, made readable; '' where there is none. */
  readonly user: string
  /** Stays the same when the viewer changes the name. */
  readonly userId: string
  /** Name of the gift, or ''. */
  readonly gift: string
  readonly count: number
  /** Of the whole gift; 0 for what is none. */
  readonly coins: number
  /** Money of a tip, such as `5.00 EUR`, or ''. */
  readonly amount: string
  /** What was written, or ''. */
  readonly message: string
  /** Same when the message comes again: do it once. */
  readonly id: string
  /** Milliseconds since 1970. */
  readonly timestamp: number
}

const MOST_CHARS = 500

export function messageOf(
  event: UnifiedEvent,
  { id, command = '' }: { readonly id: string; readonly command?: string | undefined },
): GameMessage {
  const values = valuesOf(event)
  const text = (name: string) =>
    Array.from(String(values[name] ?? ''))
      .slice(0, MOST_CHARS)
      .join('')
  const number = (name: string) => Number(values[name]) || 0
  return {
    ...{ type: event.eventType, command, user: text('user'), userId: text('userId'), gift: text('gift') },
    ...{
      count: number('count'),
      coins: number('coins'),
      amount: text('amount'),
      message: text('message'),
      id,
      timestamp: Date.parse(event.timestamp),
    },
  }
}
