import type { DEPTH, Language } from './words/lists.ts'

/** What is done with a chat that a filter finds. */
export type Deed = 'hide' | 'hold' | 'mute' | 'off'

const FILTERS = ['words', 'names', 'contact', 'links', 'caps', 'repeats', 'oddity', 'emoji', 'repeat', 'flood', 'provider'] as const
export type Filter = (typeof FILTERS)[number]

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

type Values = Readonly<Record<string, unknown>>
type Environment = (name: string) => string | undefined

/** The settings as the plugin uses them. They win over the environment, and what is left out has a default. */
export function readSettings(values: Values, env: Environment): ModerationSettings {
  const text = (name: string, otherwise = '') => (typeof values[name] === 'string' ? (values[name] as string) : otherwise)
  const number = (name: string, otherwise: number) => (typeof values[name] === 'number' ? (values[name] as number) : otherwise)
  const flag = (name: string, otherwise: boolean) => (typeof values[name] === 'boolean' ? (values[name] as boolean) : otherwise)
  const chosen = Object(values.filters) as Values
  const deedOf = (filter: Filter): Deed => DEEDS.find((deed) => deed === chosen[filter]) ?? DEED_OF[filter]
  return {
    enabled: flag('enabled', env('FEATURE_CONTENT_MODERATION') !== 'false'),
    strictness: oneOf(text('strictness'), ['light', 'moderate', 'strict'], 'moderate'),
    languages: languagesOf(text('languages', 'both')),
    blockWords: wordsOf(values.blockWords),
    allowWords: wordsOf(values.allowWords),
    // Every filter is a key of this object.
    deeds: Object.fromEntries(FILTERS.map((filter) => [filter, deedOf(filter)])) as Record<Filter, Deed>,
    floodCount: number('floodCount', 10),
    floodSeconds: number('floodSeconds', 10),
    repeatCount: number('repeatCount', 3),
    repeatSeconds: number('repeatSeconds', 30),
    raidCount: number('raidCount', 30),
    exemptModerators: flag('exemptModerators', true),
    exemptFriends: flag('exemptFriends', false),
    exemptHandles: wordsOf(values.exemptHandles).map((handle) => handle.replace(/^@/u, '').toLowerCase()),
    provider: {
      isOn: text('providerName', 'off') === 'openai',
      url: text('providerUrl', 'https://api.openai.com/v1'),
      key: text('providerKey') || (env('OPENAI_API_KEY') ?? ''),
      timeoutMs: number('providerTimeoutMs', 700),
      threshold: number('providerThreshold', 0.5),
    },
  }
}

const DEEDS = ['hide', 'hold', 'mute', 'off'] as const satisfies readonly Deed[]
const WORDS_MAX = 500

/** What is done unless something else is chosen. */
const DEED_OF: Readonly<Record<Filter, Deed>> = {
  ...{ words: 'hide', names: 'hide', contact: 'hide', links: 'hide', oddity: 'hide', repeat: 'hide', flood: 'hide', repeats: 'hide' },
  ...{ provider: 'hide', caps: 'off', emoji: 'off' },
}

function oneOf<T extends string>(value: string, known: readonly T[], otherwise: T): T {
  return known.find((each) => each === value) ?? otherwise
}

const languagesOf = (value: string): readonly Language[] => (value === 'es' || value === 'en' ? [value] : ['es', 'en'])

function wordsOf(value: unknown): readonly string[] {
  const words = Array.isArray(value) ? value.filter((word): word is string => typeof word === 'string' && word.trim() !== '') : []
  return words.slice(0, WORDS_MAX).map((word) => word.trim())
}
