import type { AnimationType, Preset } from './look.ts'

export type Choice = AnimationType | 'none'

/** The part of the settings that says what plays, and when; each is said in settings.schema.json. */
export type AnimationSettings = {
  readonly animateTip: Choice
  readonly animateTipCents: number
  readonly animateGift: Choice
  readonly animateGiftCoins: number
  readonly animateFollow: Choice
  readonly animateSubscribe: Choice
  readonly animateLikes: Choice
  readonly animateLikesEach: number
  readonly animationPresets: readonly Preset[]
}

// The host has checked them with settings.schema.json, and put the defaults in.
export const readAnimationSettings = (settings: Readonly<Record<string, unknown>>) => settings as AnimationSettings
