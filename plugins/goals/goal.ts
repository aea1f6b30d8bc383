/** What a goal counts, and in what: the unit is what people read behind the number. */
export const UNITS = {
  tips: 'cents',
  coins: 'coins',
  gifts: 'gifts',
  follows: 'follows',
  likes: 'likes',
  subscriptions: 'subscriptions',
  shares: 'shares',
} as const

export type Kind = keyof typeof UNITS

/** What is to be reached, in one live or in each. */
export type Goal = {
  readonly id: string
  readonly title: string
  readonly kind: Kind
  /** In the unit of its kind; of tips hundredths of the currency. */
  readonly target: number
  /** ISO 4217, of tips: others do not count. Without one, the first tip of a live says it. */
  readonly currency?: string
  /** Only in this session; in every one when left out, each time from the beginning. */
  readonly sessionId?: string
  /** Counts, and is not shown. */
  readonly hidden?: boolean
  /** ISO 8601. */
  readonly createdAt: string
}

export function isOf(sessionId: string | undefined): (goal: Goal) => boolean {
  return (goal) => goal.sessionId === undefined || goal.sessionId === sessionId
}
