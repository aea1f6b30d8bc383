import type { LinkState } from '#sdk/link'

/** A way to the server. */
export type Door = {
  readonly start: () => void
  readonly stop: () => void
  readonly state: () => Pick<LinkState, 'detail'> & { readonly state: LinkState['state'] | 'untried' }
  /** Answers what the server said; rejects as core/kit/failures says. */
  readonly run: (command: string, signal: AbortSignal) => Promise<string>
  /** Tells all players; the text is one plain line. */
  readonly say: (text: string, signal: AbortSignal) => Promise<unknown>
}
