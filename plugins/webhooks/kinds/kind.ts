import type { UnifiedEvent } from '#sdk'
import type { Answer } from '#sdk/post'
import type { Values } from '#sdk/template'
import type { Endpoint } from '../endpoint.ts'
import type { Entry } from '../outbox/entry.ts'

/** What an answer means for what was sent. */
export type Verdict =
  /** With `pauseMs` the endpoint has had enough for so long. */
  | { readonly state: 'ok'; readonly pauseMs?: number }
  | Setback
  /** It would be refused again; `isKey` when who asks is refused, and not what is sent. */
  | { readonly state: 'refused'; readonly why: string; readonly isKey?: boolean }
  /** There is no such endpoint any more. */
  | { readonly state: 'gone'; readonly why: string }

/** To be tried again. */
export type Setback = {
  readonly state: 'retry'
  readonly why: string
  /** The other side said when, in milliseconds. */
  readonly askedMs?: number
  /** Nothing of the endpoint gets through now. */
  readonly isBusy?: boolean
  /** Nothing of any endpoint of this kind does. */
  readonly isEverywhere?: boolean
  /** It was only too early, which is no failed try. */
  readonly isEarly?: boolean
}

/** As the endpoint's template says; with these values in place of the event's own. */
export type Manner = Pick<Endpoint, 'template'> & { readonly values?: Values }

/** A way of telling endpoints what happened. */
export type Kind = {
  readonly timeoutMs: number
  /** Requests at once, of one endpoint; those of ten endpoints have to fit into what a plugin may ask at once, which is 32. */
  readonly concurrency: number
  /** The words that people read there, before they are filled in; left out where what is sent is data. */
  shown?(event: UnifiedEvent, manner: Manner): string
  /** What is kept until it is sent. Throws PermanentError when the endpoint's template makes nothing of it. */
  write(event: UnifiedEvent, manner: Manner): string
  /** How many of these, from the first on, go in one request. */
  together(entries: readonly Entry[]): number
  request(
    entries: readonly [Entry, ...Entry[]],
    endpoint: Endpoint,
    now: number,
  ): Promise<{ readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: string }>
  verdict(answer: Answer, now: number): Verdict
}
