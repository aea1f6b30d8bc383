import type { Behaviour } from './behaviour.ts'

/** What a maker's service sends, of an answer that is known. */
export type Dialect = {
  readonly path: RegExp
  readonly isStream: (path: string, body: Record<string, unknown>) => boolean
  /** Messages of a stream: text between newlines, as they go over the wire. */
  readonly stream: (answer: Answer) => readonly string[]
  readonly whole: (answer: Answer) => unknown
  readonly error: (status: number, says: string) => unknown
  /** An error in the middle of a stream. */
  readonly midway: string
  readonly streamType: string
}

export type Answer = Required<Pick<Behaviour, 'says' | 'usage' | 'ends'>> & {
  readonly model: string
  readonly asked: Record<string, unknown>
}
