import { saysNo } from '#sdk/says-no'

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

/** What settings.schema.json describes of it. */
type Chosen = Omit<StageSettings, 'isOn' | 'announces' | 'kinds' | 'coolDownMs' | 'maxAgeMs'> &
  StageSettings['kinds'] & {
    readonly enabled?: boolean
    readonly announcements?: boolean
    readonly coolDownSeconds: number
    readonly maxAgeSeconds: number
  }

/**
 * The operator's settings, which the host has checked with settings.schema.json and filled in. Where they say nothing, the environment does: TTS_ENABLED and
 * FEATURE_TTS_ANNOUNCEMENTS.
 */
export function readStageSettings(
  settings: Readonly<Record<string, unknown>>,
  environment: (name: string) => string | undefined,
): StageSettings {
  const { enabled, announcements, gift, tip, subscribe, follow, share, coolDownSeconds, maxAgeSeconds, ...chosen } = settings as Chosen
  return {
    ...chosen,
    isOn: enabled ?? !saysNo(environment('TTS_ENABLED')),
    announces: announcements ?? !saysNo(environment('FEATURE_TTS_ANNOUNCEMENTS')),
    kinds: { gift, tip, subscribe, follow, share },
    chatCommand: chosen.chatCommand.trim() || '!say',
    coolDownMs: coolDownSeconds * 1000,
    maxAgeMs: maxAgeSeconds * 1000,
  }
}
