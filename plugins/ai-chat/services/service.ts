/** What is said to a model: whose words these are, and the words. */
export type Turn = { readonly role: 'user' | 'assistant'; readonly text: string }

/** One question to a model, in no service's own words. */
export type Ask = {
  readonly model: string
  /** Who answers and how; the operator's words alone. */
  readonly system: string
  /** Oldest first; the last is the user's. */
  readonly turns: readonly Turn[]
  readonly maxTokens: number
  /** Left out for models that take none. */
  readonly temperature?: number
}

/** Where a service is, and what opens it. */
export type Access = {
  /** Without a slash at the end. */
  readonly url: string
  readonly key: string
  readonly anthropic: { readonly auth: 'bearer' | 'x-api-key'; readonly version: string }
}

/** Tokens, as the service counted them. */
export type Usage = { readonly input: number; readonly output: number }

/** What one message of a service said. `ended` is said once, with the last of the text or after it. */
export type Piece = {
  readonly text?: string
  readonly usage?: Partial<Usage>
  /** `cut`: no more tokens were allowed; `refused`: the model or the service would not. */
  readonly ended?: 'whole' | 'cut' | 'refused'
  /** A failure told in the middle of an answer. */
  readonly failure?: { readonly isBusy: boolean; readonly says: string }
}

/** One wire format, as plain data both ways; who carries it is exchange.ts. */
export type Wire = {
  /** How a stream is cut into messages: server-sent events, or a line of JSON each. */
  readonly framing: 'events' | 'lines'
  /** The request, in full. */
  request(
    ask: Ask,
    access: Access,
    isStream: boolean,
  ): { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: unknown }
  /** One message of a stream; undefined when it says nothing. */
  readPart(message: unknown): Piece | undefined
  /** A whole answer. */
  readWhole(body: unknown): Piece
}

/** What came of an ask that did not fail. */
export type Answered = {
  readonly text: string
  readonly ended: 'whole' | 'cut' | 'refused'
  /** Missing when the service did not say. */
  readonly usage?: Usage
}
