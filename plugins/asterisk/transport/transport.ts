/** A call as a transport is handed it. Nothing in it was written by a viewer. */
export type Call = {
  /** Its name in Asterisk; a name is dialled once. */
  readonly id: string
  readonly number: string
  /** The sound: an absolute path without its extension. */
  readonly audio: string
  readonly seconds: number
}

/** How a call ended. */
export type Ended = { readonly state: 'completed' | 'failed'; readonly detail?: string }

/** A way to have Asterisk call somebody. */
export type Transport = {
  start(): void
  stop(): void
  /** Undefined when calls can be made; otherwise why not, one sentence. */
  problem(): string | undefined
  /** Dials once, plays, and resolves when the call is over. Rejects when Asterisk did not take it. */
  call(call: Call): Promise<Ended>
  /** What became of a call that was dialled before a restart: dials never. */
  follow(call: Call): Promise<Ended>
}

export const UNKNOWN: Ended = {
  state: 'failed',
  detail: 'It is not known how the call went, since Showrunner was away; it is not made again',
}
export const HUNG_UP: Ended = { state: 'completed', detail: 'They hung up before the end' }

/** How long a call may take: to ring, to be heard, and to end. */
export const longestMs = (ringSeconds: number, { seconds }: Pick<Call, 'seconds'>) => (ringSeconds + seconds + 20) * 1000

/** What `DIALSTATUS` and the reasons of Originate mean. */
export const NOT_ANSWERED: Readonly<Record<string, string>> = {
  BUSY: 'It was busy',
  NOANSWER: 'Nobody answered',
  CONGESTION: 'The line is overloaded, or the number does not exist',
  CHANUNAVAIL: 'The trunk does not work; see it in Asterisk with "pjsip show endpoints"',
}

/** The same where only the cause of the end is told (Q.850): busy, nobody there, nobody answered. */
export const CAUSES: Readonly<Record<number, string | undefined>> = {
  17: NOT_ANSWERED.BUSY,
  18: NOT_ANSWERED.NOANSWER,
  19: NOT_ANSWERED.NOANSWER,
}
