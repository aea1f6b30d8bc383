import { TEXTS, type Texts } from './texts.ts'

/** The operator's settings, complete and within reason. */
export type AlertSettings = {
  readonly language: keyof typeof TEXTS
  /** Gifts below this price make no alert. */
  readonly minCoins: number
  readonly texts: Texts
  /** Goes to the page with each alert, so that a change holds from the next one on. */
  readonly pace: {
    readonly shortestMs: number
    readonly longestMs: number
    readonly waitingMax: number
    readonly maxAgeMs: number
  }
}

/** Reads what the operator wrote; a field that cannot be used has its default. */
export function readSettings(from: Readonly<Record<string, unknown>>): AlertSettings {
  const language = from.language === 'es' ? 'es' : 'en'
  const shortestMs = within(from.shortestMs, 500, 60_000, 2500)
  return {
    language,
    minCoins: within(from.minCoins, 0, Number.MAX_SAFE_INTEGER, 1),
    texts: { ...TEXTS[language], ...ownTexts(from.texts) },
    pace: {
      shortestMs,
      longestMs: Math.max(shortestMs, within(from.longestMs, 500, 60_000, 7000)),
      waitingMax: within(from.waitingMax, 1, 500, 50),
      maxAgeMs: within(from.maxAgeMs, 1000, 3_600_000, 60_000),
    },
  }
}

function within(value: unknown, min: number, max: number, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : otherwise
}

function ownTexts(texts: unknown): Partial<Texts> {
  if (typeof texts !== 'object' || texts === null) return {}
  return Object.fromEntries(Object.entries(texts).filter(([key, text]) => key in TEXTS.en && typeof text === 'string'))
}
