import type { EventType } from '../../../../schemas/types.ts'

/** One press: an event of this type with these fields, so many times. */
export type Preset = {
  readonly id: PresetId
  readonly type: EventType
  readonly times: number
  readonly fields: Readonly<Record<string, unknown>>
}

export type PresetId = 'popularChat' | 'rose' | 'follower' | 'likes' | 'share' | 'bigGift' | 'tip'

const PEOPLE = ['Luna ✨', 'Mateo', 'Noor', 'Sofía 🌸', 'Kai', 'Zoë', 'Bruno', 'Aiko'] as const
const MESSAGES = [
  'Hello! 👋',
  'First time here',
  'So good 😂',
  'Where are you from?',
  '¡Qué bonito!',
  'Play it again',
  '❤️❤️❤️',
  'GG',
] as const

/** What people test most. */
export const PRESETS: readonly Preset[] = [
  { id: 'popularChat', type: 'chat', times: 10, fields: {} },
  { id: 'rose', type: 'gift', times: 1, fields: { giftName: 'Rose', giftCount: 5, coins: 5 } },
  { id: 'follower', type: 'follow', times: 1, fields: {} },
  { id: 'likes', type: 'like', times: 1, fields: { likeCount: 10 } },
  { id: 'share', type: 'share', times: 1, fields: {} },
  { id: 'bigGift', type: 'gift', times: 1, fields: { giftName: 'Galaxy', giftCount: 1, coins: 1000, diamondCount: 1000 } },
  { id: 'tip', type: 'tip', times: 1, fields: { amountCents: 500, currency: 'EUR', message: 'For you!' } },
]

/** What the nth event of a preset is sent with: each by somebody else. */
export function presetInput({ type, fields }: Preset, index: number): Readonly<Record<string, unknown>> {
  const name = PEOPLE[index % PEOPLE.length] ?? PEOPLE[0]
  const message = type === 'chat' ? { message: MESSAGES[index % MESSAGES.length] } : {}
  return { ...message, ...fields, ...(type === 'tip' ? { tipperName: name } : { user: { displayName: name } }) }
}
