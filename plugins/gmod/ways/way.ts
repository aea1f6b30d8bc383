import type { GameMessage } from '#sdk/game-message'

export type WayState = {
  readonly state: 'connecting' | 'open' | 'waiting' | 'refused' | 'closed'
  /** One sentence for people. */
  readonly detail?: string
}

export type Sending = {
  /** Same for every try of this message. */
  readonly id: string
  readonly signal: AbortSignal
  /** Gifts and the like wait for the game; what is old news a moment later does not. */
  readonly isKept: boolean
}

/** A way to the game. `send` resolves when the game has it, or when nobody needs it any more, and rejects as core/kit/failures says. */
export type Way = {
  readonly start: () => void | Promise<void>
  readonly stop: () => void
  readonly state: () => WayState
  /** How many messages wait for the game. */
  readonly waiting?: () => number
  readonly send: (message: GameMessage, how: Sending) => Promise<void>
}
