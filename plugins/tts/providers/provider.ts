import type { Pcm } from '../audio/pcm.ts'

/** What a provider is to say. */
export type SpeechRequest = {
  /** Clean, and no longer than the provider's limit. */
  readonly text: string
  /** BCP 47, for example `es`, `es-419`, `en-US`. */
  readonly language: string
  /** As the provider calls it; its own choice for the language without. */
  readonly voice?: string | undefined
  /** 1 is as people speak; 0.5 to 2. */
  readonly speed: number
  /** Samples a second that are wanted; others may come back. */
  readonly rate: number
}

/** Somebody who turns text into sound: a service, or a program on this machine. */
export type Provider = {
  /** For example `elevenlabs`; in cache keys, budgets and settings. */
  readonly id: string
  /** Whatever makes it sound different beside the request: model, voice of the settings, style. In cache keys. */
  readonly flavour: string
  readonly limits: ProviderLimits
  /** Rejects with a ProviderError, or with the signal's reason. */
  speak(request: SpeechRequest, signal: AbortSignal): Promise<Pcm>
}

export type ProviderLimits = {
  /** Requests at once. */
  readonly concurrency: number
  /** Longest text of a request; longer ones are cut between sentences or words. */
  readonly textMax: number
  readonly textUnit: 'characters' | 'bytes'
  readonly timeoutMs: number
  /** Costs nobody anything: no budget, and parts may be made ready ahead. */
  readonly isFree: boolean
}
