import { TEXTS, type Texts } from './texts.ts'

/** What there are cards for. */
export type AlertKind = 'gift' | 'tip' | 'subscribe' | 'follow' | 'share' | 'goal'

/** How much is made of a card. */
export type AlertSize = 'small' | 'medium' | 'large'

/** The operator's settings, complete. */
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

/** What settings.schema.json describes. */
type Chosen = Pick<AlertSettings, 'language' | 'minCoins' | 'minTipCents' | 'pictures'> &
  Omit<AlertSettings['kinds'], 'gift'> &
  Pick<ShowSettings, 'confetti' | 'volume'> &
  ShowSettings['pace'] & {
    readonly gift?: boolean
    readonly texts: Partial<Texts>
    readonly mediumCoins: number
    readonly largeCoins: number
    readonly mediumTipCents: number
    readonly largeTipCents: number
  }

/** The operator's settings, which the host has checked with settings.schema.json and filled in. `giftsOtherwise` holds where they did not say whether gifts are shown. */
export function readSettings(settings: Readonly<Record<string, unknown>>, { giftsOtherwise = true } = {}): AlertSettings {
  const chosen = settings as Chosen
  const { language, minCoins, minTipCents, pictures, confetti, volume } = chosen
  const { gift = giftsOtherwise, tip, subscribe, follow, share, goal } = chosen
  return {
    ...{ language, minCoins, minTipCents, pictures },
    kinds: { gift, tip, subscribe, follow, share, goal },
    texts: { ...TEXTS[language], ...ownTexts(chosen.texts) },
    show: {
      ...{ language, confetti, volume },
      tiers: { coins: tier(chosen.mediumCoins, chosen.largeCoins), cents: tier(chosen.mediumTipCents, chosen.largeTipCents) },
      pace: paceOf(chosen),
    },
  }
}

function paceOf({ shortestMs, longestMs, largeMs, waitingMax, maxAgeMs }: ShowSettings['pace']): ShowSettings['pace'] {
  const longest = Math.max(shortestMs, longestMs)
  return { shortestMs, longestMs: longest, largeMs: Math.max(longest, largeMs), waitingMax, maxAgeMs }
}

/** What is large is never less than what is medium. */
const tier = (medium: number, large: number) => [medium, Math.max(medium, large)] as const

/** Whoever has a word of their own for coins sees no other for one. */
const ownTexts = (own: Partial<Texts>): Partial<Texts> => (own.coins === undefined ? own : { coin: own.coins, ...own })
