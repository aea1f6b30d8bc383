import type { Host } from '#sdk'
import { level } from './audio/level.ts'
import { durationMs } from './audio/pcm.ts'
import { resample } from './audio/resample.ts'
import { shorten } from './audio/shorten.ts'
import { writeWav } from './audio/wav-write.ts'
import { createBudget } from './budget.ts'
import { createChain } from './chain.ts'
import { wait } from './chain-wait.ts'
import { followMessages } from './compose/follow.ts'
import type { Provider } from './providers/provider.ts'
import { createJoin } from './speech-join.ts'
import { createPieces } from './speech-pieces.ts'
import { prepareParts } from './speech-prepare.ts'
import { type Addresses, providersOf } from './speech-providers.ts'
import { readSpeechSettings } from './speech-settings.ts'
import { createShelves } from './speech-shelves.ts'
import { ownSystem, type System } from './speech-system.ts'
import { createWords } from './speech-words.ts'
import { moderationOf } from './text/moderated.ts'
import type { Speech, Utterance } from './utterance.ts'

export type { Pcm } from './audio/pcm.ts'
export type { Provider, ProviderLimits, SpeechRequest } from './providers/provider.ts'
export { type Fault, ProviderError } from './providers/provider-error.ts'
export { SpeechError, type SpeechProblem } from './speech-error.ts'
export type { Message, ProviderStatus, Speech, Spoken, Utterance } from './utterance.ts'

export type SpeechParts = {
  readonly host: Pick<Host, 'settings' | 'kv' | 'log' | 'actions'>
  /** Speaks without a key; it is asked last, or first when no service has one. */
  readonly offline?: Provider | undefined
  /** Of stand-ins. */
  readonly addresses?: Addresses
  /** The plugin's own unless told. */
  readonly system?: System
  readonly now?: () => number
  readonly random?: () => number
}

const GOOGLE_TRANSLATE = 'Google Translate speaks without a contract: it may shut out this address for hours'
const PHONE_RATE = 8000
/** A call is asked for by hand or by rule, and says all of its text. */
const PHONE_SECONDS = 120
const PHONE_CHARACTERS = 1000

/** Speech of a plugin: who speaks, what it may cost, and what is kept of it comes from the plugin's settings, environment and data folder. */
export async function createSpeech({
  host,
  offline,
  addresses,
  system = ownSystem(),
  now = Date.now,
  random = Math.random,
}: SpeechParts): Promise<Speech> {
  const { files, environment } = system
  const settings = readSpeechSettings(host.settings, environment)
  const budget = createBudget({ kv: host.kv, log: host.log, now, perDay: settings.charactersPerDay })
  const failed = (provider: string, why: string) => host.log.warn('A voice cannot be used', { provider, why })
  const chain = createChain({ providers: providersOf(settings, { offline, addresses }), budget, now, wait, failed })
  const shelves = await createShelves({ files, now, megabytes: settings.cacheMegabytes, days: settings.cacheDays })
  const pieces = await createPieces({ files, shelves })
  const messages = followMessages({ files, log: host.log, now })
  const moderation = moderationOf(host.actions, () => host.log.debug('Nobody moderates what is spoken'))
  const words = createWords({ messages: messages.of, moderation, random, ...settings })
  const joined = await createJoin({ system, log: host.log, ...settings })
  if (settings.googleTranslate) host.log.warn(GOOGLE_TRANSLATE)
  await messages.writeDefaults()

  async function say(utterance: Utterance, signal: AbortSignal) {
    const { language = settings.language, speed = settings.speed, format = '22k' } = utterance
    const category = 'message' in utterance ? utterance.message.category : ''
    const said = await words(utterance, language, format === '8k' ? PHONE_CHARACTERS : settings.longestCharacters)
    const { made, provider } = await chain.first(
      utterance.provider,
      async (speaker, isAsked) => {
        // A voice is one of the asked provider's; others do not know it.
        const manner = { language, speed, category, voice: isAsked ? utterance.voice : undefined }
        return { provider: speaker.provider.id, made: await Promise.all(said.map((piece) => pieces(piece, { speaker, manner, signal }))) }
      },
      signal,
    )
    const sounds = made.map(({ pcm }) => pcm)
    const whole = shorten(await joined(sounds, signal), format === '8k' ? PHONE_SECONDS : settings.longestSeconds)
    const pcm = format === '8k' ? level(resample(whole, PHONE_RATE)) : whole
    const text = said.map((piece) => piece.text).join(' ')
    return { wav: writeWav(pcm), ms: Math.round(durationMs(pcm)), text, provider, cached: made.every(({ isKept }) => isKept) }
  }

  return {
    say,
    status: chain.status,
    prepare: (signal) => prepareParts({ chain, pieces, messages: messages.of, settings }, signal),
  }
}
