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

/** What settings.schema.json describes of it; a text may be empty. */
type Chosen = Omit<SpeechSettings, 'provider' | 'namesEmoji' | 'joinsWithFfmpeg' | 'elevenLabs' | 'openAi' | 'azure' | 'googleCloud'> & {
  readonly provider?: string
  readonly emoji: 'skip' | 'name'
  readonly ffmpeg: boolean
  readonly elevenlabsKey?: string
  readonly elevenlabsVoice: string
  readonly elevenlabsModel: string
  readonly elevenlabsStability?: number
  readonly elevenlabsSpeed?: number
  readonly elevenlabsConcurrency: number
  readonly openaiKey?: string
  readonly openaiVoice: string
  readonly openaiModel: string
  readonly openaiInstructions: string
  readonly azureKey?: string
  readonly azureRegion: string
  readonly azureVoice: string
  readonly googleKey?: string
  readonly googleVoice: string
}

export type Environment = (name: string) => string | undefined

const AUTO = 'auto'
/** Everybody's to use; the one that the service's own examples have. */
const ELEVENLABS_VOICE = 'JBFqnCBsd6RMkjVDRZzb'

/** The operator's settings, which the host has checked with settings.schema.json and filled in; the environment counts where nothing was chosen. */
export function readSpeechSettings(settings: Readonly<Record<string, unknown>>, environment: Environment): SpeechSettings {
  const { provider = AUTO, emoji, ffmpeg, ...chosen } = settings as Chosen
  const text = (own: string | undefined, variable: string) => own?.trim() || environment(variable)?.trim() || ''
  const number = (own: number | undefined, variable: string, limits: Limits) => own ?? within(environment(variable), limits)
  return {
    provider: provider === AUTO ? text('', 'TTS_DEFAULT_PROVIDER') || AUTO : provider,
    language: chosen.language,
    speed: chosen.speed,
    namesEmoji: emoji === 'name',
    longestCharacters: chosen.longestCharacters,
    longestSeconds: chosen.longestSeconds,
    composesFromParts: chosen.composesFromParts,
    joinsWithFfmpeg: ffmpeg,
    charactersPerDay: chosen.charactersPerDay,
    cacheMegabytes: chosen.cacheMegabytes,
    cacheDays: chosen.cacheDays,
    elevenLabs: {
      key: text(chosen.elevenlabsKey, 'ELEVENLABS_API_KEY'),
      voice: text(chosen.elevenlabsVoice, 'ELEVENLABS_VOICE_ID') || ELEVENLABS_VOICE,
      model: chosen.elevenlabsModel.trim() || 'eleven_flash_v2_5',
      stability: number(chosen.elevenlabsStability, 'ELEVENLABS_STABILITY', [0, 1, 0.5]),
      speed: number(chosen.elevenlabsSpeed, 'ELEVENLABS_SPEED', [0.7, 1.2, 1]),
      concurrency: chosen.elevenlabsConcurrency,
    },
    openAi: {
      key: text(chosen.openaiKey, 'OPENAI_API_KEY'),
      voice: chosen.openaiVoice.trim() || 'nova',
      model: chosen.openaiModel.trim() || 'gpt-4o-mini-tts',
      instructions: chosen.openaiInstructions.trim(),
    },
    azure: {
      key: text(chosen.azureKey, 'AZURE_SPEECH_KEY'),
      region: text(chosen.azureRegion, 'AZURE_SPEECH_REGION'),
      voice: chosen.azureVoice.trim(),
    },
    googleCloud: { key: text(chosen.googleKey, 'GOOGLE_TTS_API_KEY'), voice: chosen.googleVoice.trim() },
    googleTranslate: chosen.googleTranslate,
  }
}

type Limits = readonly [min: number, max: number, otherwise: number]

/** The nearest number within the limits, and the other for what is no number. */
function within(text: string | undefined, [min, max, otherwise]: Limits): number {
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text)
  return Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : otherwise
}
