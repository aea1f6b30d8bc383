import type { AnimationType, Preset } from './look.ts'
import { TYPES } from './looks.ts'

export type Choice = AnimationType | 'none'

/** What plays, and when; each is said in settings.schema.json. */
export type AnimationSettings = {
  readonly tip: Choice
  readonly tipCents: number
  readonly gift: Choice
  readonly giftCoins: number
  readonly follow: Choice
  readonly subscribe: Choice
  readonly likes: Choice
  readonly likesEach: number
  readonly presets: readonly Preset[]
}

/** The part of the settings that is about animations. The host has checked them against settings.schema.json; what is missing has its default. */
export function readAnimationSettings(from: Readonly<Record<string, unknown>>): AnimationSettings {
  const choice = (value: unknown, otherwise: Choice) => [...TYPES, 'none' as const].find((one) => one === value) ?? otherwise
  const number = (value: unknown, otherwise: number) => (typeof value === 'number' && value > 0 ? value : otherwise)
  return {
    tip: choice(from.animateTip, 'confetti'),
    tipCents: number(from.animateTipCents, 500),
    gift: choice(from.animateGift, 'rain'),
    giftCoins: number(from.animateGiftCoins, 100),
    follow: choice(from.animateFollow, 'none'),
    subscribe: choice(from.animateSubscribe, 'hearts'),
    likes: choice(from.animateLikes, 'hearts'),
    likesEach: number(from.animateLikesEach, 1000),
    presets: Array.isArray(from.animationPresets) ? (from.animationPresets as Preset[]) : [], // Checked by the host, as said.
  }
}
