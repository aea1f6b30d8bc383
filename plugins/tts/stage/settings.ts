import { type Limits, within } from '../within.ts'

/** What an operator decides about what is spoken when, and where it is heard. */
export type StageSettings = {
  readonly isOn: boolean
  readonly announces: boolean
  readonly kinds: Readonly<Record<'gift' | 'tip' | 'subscribe' | 'follow' | 'share', boolean>>
  readonly minCoins: number
  readonly minTipCents: number
  /** Every so many; 0 is never. */
  readonly likesEvery: number
  readonly followsEvery: number
  readonly chat: 'off' | 'command' | 'everything'
  readonly chatCommand: string
  readonly chatFrom: 'everybody' | 'followers' | 'subscribers' | 'moderators'
  readonly coolDownMs: number
  readonly waitingMax: number
  readonly maxAgeMs: number
  readonly gapMs: number
  /** 0 to 1. */
  readonly volume: number
  readonly captions: boolean
  readonly playIn: 'page' | 'obs'
  readonly tipAudio: boolean
  /** As eSpeak NG calls it; its choice for the language when empty. */
  readonly offlineVoice: string
  /** 0 to 99. */
  readonly offlinePitch: number
}

type Given = Readonly<Record<string, unknown>>

/** Complete and within reason. Where the settings say nothing, the environment does: TTS_ENABLED and FEATURE_TTS_ANNOUNCEMENTS. */
export function readStageSettings(given: Given, environment: (name: string) => string | undefined): StageSettings {
  const flag = (name: string, otherwise = true) => (typeof given[name] === 'boolean' ? given[name] : otherwise)
  const number = (name: string, limits: Limits) => within(given[name], limits)
  return {
    isOn: flag('enabled', isOn(environment('TTS_ENABLED'))),
    announces: flag('announcements', isOn(environment('FEATURE_TTS_ANNOUNCEMENTS'))),
    kinds: { gift: flag('gift'), tip: flag('tip'), subscribe: flag('subscribe'), follow: flag('follow'), share: flag('share', false) },
    minCoins: number('minCoins', [0, 1_000_000, 1]),
    minTipCents: number('minTipCents', [0, 1_000_000_000, 0]),
    likesEvery: number('likesEvery', [0, 10_000_000, 0]),
    followsEvery: number('followsEvery', [0, 1_000_000, 0]),
    chat: oneOf(given.chat, ['off', 'command', 'everything'] as const),
    chatCommand: typeof given.chatCommand === 'string' && given.chatCommand.trim() !== '' ? given.chatCommand.trim() : '!say',
    chatFrom: oneOf(given.chatFrom, ['everybody', 'followers', 'subscribers', 'moderators'] as const),
    coolDownMs: number('coolDownSeconds', [0, 3600, 30]) * 1000,
    waitingMax: number('waitingMax', [1, 200, 20]),
    maxAgeMs: number('maxAgeSeconds', [5, 3600, 120]) * 1000,
    gapMs: number('gapMs', [0, 10_000, 400]),
    volume: number('volume', [0, 1, 0.9]),
    captions: flag('captions'),
    playIn: oneOf(given.playIn, ['page', 'obs'] as const),
    tipAudio: flag('tipAudio'),
    offlineVoice: typeof given.offlineVoice === 'string' ? given.offlineVoice : '',
    offlinePitch: number('offlinePitch', [0, 99, 50]),
  }
}

function oneOf<T extends string>(value: unknown, [first, ...others]: readonly [T, ...T[]]): T {
  return others.find((other) => other === value) ?? first
}

/** On unless a variable says otherwise. */
const isOn = (variable: string | undefined) => !/^(false|0|no|off)$/i.test(variable?.trim() ?? '')
