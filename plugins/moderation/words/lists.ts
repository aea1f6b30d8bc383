import en from '../lists/en.json' with { type: 'json' }
import es from '../lists/es.json' with { type: 'json' }
import innocent from '../lists/innocent.json' with { type: 'json' }

/** severe: hate, threats, self-harm; strong: insults and obscenities; mild: what many let pass. */
export type Level = 'severe' | 'strong' | 'mild'
export type Language = 'es' | 'en'

/** What is looked for, the worst first, and words that are never meant. */
export type Lists = {
  readonly levels: readonly { readonly level: Level; readonly entries: readonly string[] }[]
  readonly innocent: readonly string[]
}

const BY_LANGUAGE = { es, en } satisfies Record<Language, Record<Level, readonly string[]>>
const LEVELS = ['severe', 'strong', 'mild'] as const satisfies readonly Level[]

/** How much is looked for: light the worst alone, strict everything. */
export const DEPTH = { light: 1, moderate: 2, strict: 3 } as const

/** The lists of these languages, as far as the strictness goes. */
export function listsFor(strictness: keyof typeof DEPTH, languages: readonly Language[]): Lists {
  const levels = LEVELS.slice(0, DEPTH[strictness])
  return { levels: levels.map((level) => ({ level, entries: languages.flatMap((language) => BY_LANGUAGE[language][level]) })), innocent }
}
