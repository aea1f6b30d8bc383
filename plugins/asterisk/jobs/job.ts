export const STATES = ['queued', 'processing', 'completed', 'failed'] as const
export type State = (typeof STATES)[number]

export type Priority = 'normal' | 'high'

/** One call that was asked for. Times are milliseconds since 1970. */
export type Job = {
  /** Also the call's name in Asterisk: letters, digits, - and _ only. */
  readonly id: string
  /** Counts up: the order in which they came. */
  readonly n: number
  readonly number: string
  /** Empty once it has ended. */
  readonly text: string
  readonly language: string
  readonly priority: Priority
  readonly state: State
  readonly createdAt: number
  readonly startedAt?: number
  readonly endedAt?: number
  readonly workerId?: string
  /** Asterisk was told, or is about to be: it is never told again. */
  readonly isDialled?: true
  /** Of what is played. */
  readonly seconds?: number
  /** Whoever reads the queue of results has its end. */
  readonly isTold?: true
  /** How it went, one sentence. */
  readonly detail?: string
}

/** The last two digits, for whoever must not see the rest: logs, pages, receipts. */
export const masked = (number: string) => `…${number.slice(-2)}`

/** Seconds from when a worker took it to its end. */
export const secondsOf = ({ startedAt, endedAt }: Job) =>
  startedAt === undefined || endedAt === undefined ? undefined : (endedAt - startedAt) / 1000
