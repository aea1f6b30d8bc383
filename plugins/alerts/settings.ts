import { TEXTS, type Texts } from './texts.ts'

/** What there are cards for. */
export const KINDS = ['gift', 'tip', 'subscribe', 'follow', 'share', 'goal'] as const
export type AlertKind = (typeof KINDS)[number]

/** How much is made of a card. */
export type AlertSize = 'small' | 'medium' | 'large'

/** The operator's settings, complete and within reason. */
export type AlertSettings = {
  readonly language: keyof typeof TEXTS
  readonly kinds: Readonly<Record<AlertKind, boolean>>
  /** Gifts and tips below these make no alert. */
  readonly minCoins: number
  readonly minTipCents: number
  readonly pictures: boolean
  readonly texts: Texts
  readonly show: ShowSettings
}

/** What the page needs to know; goes there with each alert, so that a change holds from the next one on. */
export type ShowSettings = {
  readonly language: AlertSettings['language']
  /** From how much on a card is medium and large. */
  readonly tiers: { readonly coins: readonly [medium: number, large: number]; readonly cents: readonly [medium: number, large: number] }
  readonly pace: {
    readonly shortestMs: number
    readonly longestMs: number
    /** In place of `longestMs`, for large cards. */
    readonly largeMs: number
    readonly waitingMax: number
    readonly maxAgeMs: number
  }
  readonly confetti: boolean
  /** 0 to 1; 0 makes no sound. */
  readonly volume: number
}

/** Reads what the operator wrote; a field that cannot be used has its default. `giftsOtherwise` holds where they did not say whether gifts are shown. */
export function readSettings(from: Readonly<Record<string, unknown>>, { giftsOtherwise = true } = {}): AlertSettings {
  const language = from.language === 'es' ? 'es' : 'en'
  const kinds = Object.fromEntries(KINDS.map((kind) => [kind, from[kind] !== false])) as Record<AlertKind, boolean> // Of every kind, as said.
  return {
    language,
    kinds: { ...kinds, gift: typeof from.gift === 'boolean' ? from.gift : giftsOtherwise },
    minCoins: within(from.minCoins, 0, Number.MAX_SAFE_INTEGER, 1),
    minTipCents: within(from.minTipCents, 0, Number.MAX_SAFE_INTEGER, 0),
    pictures: from.pictures !== false,
    texts: { ...TEXTS[language], ...ownTexts(from.texts) },
    show: {
      language,
      tiers: { coins: tier(from.mediumCoins, 100, from.largeCoins, 1000), cents: tier(from.mediumTipCents, 500, from.largeTipCents, 2000) },
      pace: paceOf(from),
      confetti: from.confetti !== false,
      volume: within(from.volume, 0, 1, 0.5),
    },
  }
}

function paceOf(from: Readonly<Record<string, unknown>>): ShowSettings['pace'] {
  const shortestMs = within(from.shortestMs, 500, 60_000, 2500)
  const longestMs = Math.max(shortestMs, within(from.longestMs, 500, 60_000, 7000))
  return {
    shortestMs,
    longestMs,
    largeMs: Math.max(longestMs, within(from.largeMs, 500, 60_000, 10_000)),
    waitingMax: within(from.waitingMax, 1, 500, 50),
    maxAgeMs: within(from.maxAgeMs, 1000, 3_600_000, 60_000),
  }
}

/** What is large is never less than what is medium. */
function tier(medium: unknown, mediumOtherwise: number, large: unknown, largeOtherwise: number): readonly [number, number] {
  const least = within(medium, 1, Number.MAX_SAFE_INTEGER, mediumOtherwise)
  return [least, Math.max(least, within(large, 1, Number.MAX_SAFE_INTEGER, largeOtherwise))]
}

function within(value: unknown, min: number, max: number, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : otherwise
}

function ownTexts(texts: unknown): Partial<Texts> {
  if (typeof texts !== 'object' || texts === null) return {}
  const own: Partial<Texts> = Object.fromEntries(Object.entries(texts).filter(([key, text]) => key in TEXTS.en && typeof text === 'string'))
  // Whoever has a word of their own for coins sees no other for one.
  return own.coins === undefined ? own : { coin: own.coins, ...own }
}
