import type { Draft } from '../source.ts'

type Body<D> = D extends unknown ? Omit<D, 'eventId' | 'timestamp' | 'source' | 'hops'> : never

/** What a message turned out to be: an event, or the reason why it is handed on as it came. */
export type Mapping = Body<Draft> | 'unmapped' | 'malformed'

/** What a mapping may know besides the message. */
export type MappingContext = {
  readonly now: number
  /** The eventId of another message of this room. */
  readonly eventIdOf: (msgId: string) => string
}
