/** What happened, for a message made of parts: `gift` with `gift: 'Rosa'` looks for the gift's own messages, then for `default`. */
export type Message = {
  /** A category of messages.json: follow, gift, chat, like, share, social, subscribe, tip, like_count_hit, follow_count_hit, or one of the operator's own. */
  readonly category: string
  /** Of the viewer, as it is: it is made speakable here. */
  readonly name?: string | undefined
  readonly gift?: string | undefined
  /** Fills `{{count}}`, `{{coins}}`, `{{amount}}` … */
  readonly values?: Readonly<Record<string, string | number>> | undefined
  /** The viewer's own words, for parts that are called `text`. */
  readonly text?: string | undefined
}

/** What is to be said, and how. What is left out is as in the settings. */
export type Utterance = ({ readonly text: string } | { readonly message: Message }) & {
  /** BCP 47. */
  readonly language?: string | undefined
  readonly voice?: string | undefined
  /** Asked first; the others follow when it fails. */
  readonly provider?: string | undefined
  /** 1 is as people speak; 0.5 to 2. */
  readonly speed?: number | undefined
  /** `8k` for phone calls: 8,000 Hz. 22,050 Hz otherwise. */
  readonly format?: '22k' | '8k' | undefined
}

/** A sound ready to be played. */
export type Spoken = {
  /** RIFF, 16 bits, mono. */
  readonly wav: Uint8Array
  readonly ms: number
  /** What is said, clean, for captions. */
  readonly text: string
  /** Who said it, of several the one who said most. */
  readonly provider: string
  /** No provider was asked. */
  readonly cached: boolean
}

/** One provider, for people. */
export type ProviderStatus = {
  readonly id: string
  readonly isReady: boolean
  /** Why not, in one sentence. */
  readonly problem?: string
  readonly charactersToday: number
  /** Without, it costs nothing. */
  readonly charactersPerDay?: number
}

export type Speech = {
  /** Rejects with a SpeechError when nothing is to be said or nobody can say it, and with the signal's reason. */
  say(utterance: Utterance, signal: AbortSignal): Promise<Spoken>
  /** Makes the fixed parts of messages ready, one after the other; answers how many it made. Ends early with the signal. */
  prepare(signal: AbortSignal): Promise<number>
  status(): Promise<readonly ProviderStatus[]>
}
