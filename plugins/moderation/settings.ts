import { saysNo } from '#sdk/says-no'
import type { DEPTH, Language } from './words/lists.ts'

/** What is done with a chat that a filter finds. */
export type Deed = 'hide' | 'hold' | 'mute' | 'off'

export type Filter = 'words' | 'names' | 'contact' | 'links' | 'caps' | 'repeats' | 'oddity' | 'emoji' | 'repeat' | 'flood' | 'provider'

export type ModerationSettings = {
  readonly enabled: boolean
  readonly strictness: keyof typeof DEPTH
  readonly languages: readonly Language[]
  readonly blockWords: readonly string[]
  readonly allowWords: readonly string[]
  readonly deeds: Readonly<Record<Filter, Deed>>
  readonly floodCount: number
  readonly floodSeconds: number
  readonly repeatCount: number
  readonly repeatSeconds: number
  readonly raidCount: number
  readonly exemptModerators: boolean
  readonly exemptFriends: boolean
  readonly exemptHandles: readonly string[]
  readonly provider: {
    readonly isOn: boolean
    readonly url: string
    readonly key: string
    readonly timeoutMs: number
    readonly threshold: number
  }
}

/** What settings.schema.json describes. */
type Chosen = Omit<ModerationSettings, 'enabled' | 'languages' | 'deeds' | 'provider'> & {
  readonly enabled?: boolean
  readonly languages: Language | 'both'
  readonly filters: ModerationSettings['deeds']
  readonly providerName: 'off' | 'openai'
  readonly providerUrl: string
  readonly providerKey?: string
  readonly providerTimeoutMs: number
  readonly providerThreshold: number
}

/** The operator's settings, which the host has checked with settings.schema.json and filled in; the environment counts where nothing was chosen. */
export function readSettings(settings: Readonly<Record<string, unknown>>, env: (name: string) => string | undefined): ModerationSettings {
  const { filters, providerName, providerUrl, providerKey, providerTimeoutMs, providerThreshold, ...chosen } = settings as Chosen
  return {
    ...chosen,
    enabled: chosen.enabled ?? !saysNo(env('FEATURE_CONTENT_MODERATION')),
    languages: chosen.languages === 'both' ? ['es', 'en'] : [chosen.languages],
    blockWords: wordsOf(chosen.blockWords),
    allowWords: wordsOf(chosen.allowWords),
    deeds: filters,
    exemptHandles: wordsOf(chosen.exemptHandles).map((handle) => handle.replace(/^@/u, '').toLowerCase()),
    provider: {
      isOn: providerName === 'openai',
      url: providerUrl,
      key: providerKey || (env('OPENAI_API_KEY') ?? ''),
      timeoutMs: providerTimeoutMs,
      threshold: providerThreshold,
    },
  }
}

const wordsOf = (words: readonly string[]) => words.map((word) => word.trim()).filter(Boolean)
