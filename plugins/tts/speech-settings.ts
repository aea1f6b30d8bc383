import { type Limits, within } from './within.ts'

/** What an operator decides about speech. Settings go before the environment. */
export type SpeechSettings = {
  /** Asked first; `auto` is the first service that has a key. */
  readonly provider: string
  /** BCP 47. */
  readonly language: string
  readonly speed: number
  readonly namesEmoji: boolean
  readonly longestCharacters: number
  readonly longestSeconds: number
  /** Messages in pieces that are kept; whole otherwise, which sounds better and costs more. */
  readonly composesFromParts: boolean
  /** Sounds are joined by FFmpeg; without, it is done here, to the same result and sooner. */
  readonly joinsWithFfmpeg: boolean
  readonly charactersPerDay: number
  readonly cacheMegabytes: number
  readonly cacheDays: number
  readonly elevenLabs: {
    readonly key: string
    readonly voice: string
    readonly model: string
    readonly stability: number
    readonly speed: number
    readonly concurrency: number
  }
  readonly openAi: { readonly key: string; readonly voice: string; readonly model: string; readonly instructions: string }
  readonly azure: { readonly key: string; readonly region: string; readonly voice: string }
  readonly googleCloud: { readonly key: string; readonly voice: string }
  readonly googleTranslate: boolean
}

type Given = Readonly<Record<string, unknown>>
export type Environment = (name: string) => string | undefined

const AUTO = 'auto'
/** Everybody's to use; the one that the service's own examples have. */
const ELEVENLABS_VOICE = 'JBFqnCBsd6RMkjVDRZzb'

/** Complete and within reason: what cannot be used is as it was delivered. */
export function readSpeechSettings(given: Given, environment: Environment): SpeechSettings {
  const text = (name: string, variable: string, otherwise: string) => textOf(given[name]) || textOf(environment(variable)) || otherwise
  const word = (name: string, otherwise = '') => textOf(given[name]) || otherwise
  const number = (name: string, limits: Limits, said?: string) => within(given[name] ?? numberIn(said), limits)
  return {
    provider:
      given.provider === AUTO ? textOf(environment('TTS_DEFAULT_PROVIDER')) || AUTO : text('provider', 'TTS_DEFAULT_PROVIDER', AUTO),
    language: word('language', 'en'),
    speed: number('speed', [0.5, 2, 1]),
    namesEmoji: given.emoji === 'name',
    longestCharacters: number('longestCharacters', [20, 1000, 200]),
    longestSeconds: number('longestSeconds', [2, 120, 20]),
    composesFromParts: given.composesFromParts !== false,
    joinsWithFfmpeg: given.ffmpeg === true,
    charactersPerDay: number('charactersPerDay', [0, 1_000_000, 10_000]),
    cacheMegabytes: number('cacheMegabytes', [1, 2048, 128]),
    cacheDays: number('cacheDays', [1, 365, 30]),
    elevenLabs: {
      key: text('elevenlabsKey', 'ELEVENLABS_API_KEY', ''),
      voice: text('elevenlabsVoice', 'ELEVENLABS_VOICE_ID', ELEVENLABS_VOICE),
      model: word('elevenlabsModel', 'eleven_flash_v2_5'),
      stability: number('elevenlabsStability', [0, 1, 0.5], environment('ELEVENLABS_STABILITY')),
      speed: number('elevenlabsSpeed', [0.7, 1.2, 1], environment('ELEVENLABS_SPEED')),
      concurrency: number('elevenlabsConcurrency', [1, 15, 2]),
    },
    openAi: {
      key: text('openaiKey', 'OPENAI_API_KEY', ''),
      voice: word('openaiVoice', 'nova'),
      model: word('openaiModel', 'gpt-4o-mini-tts'),
      instructions: word('openaiInstructions'),
    },
    azure: {
      key: text('azureKey', 'AZURE_SPEECH_KEY', ''),
      region: text('azureRegion', 'AZURE_SPEECH_REGION', ''),
      voice: word('azureVoice'),
    },
    googleCloud: { key: text('googleKey', 'GOOGLE_TTS_API_KEY', ''), voice: word('googleVoice') },
    googleTranslate: given.googleTranslate === true,
  }
}

/** A variable of the environment, or nothing where it is not set or was not granted. */
export function granted(name: string): string | undefined {
  try {
    return Deno.env.get(name)
  } catch {
    return undefined
  }
}

function numberIn(text: string | undefined): number | undefined {
  return text === undefined || text.trim() === '' ? undefined : Number(text)
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : ''
}
