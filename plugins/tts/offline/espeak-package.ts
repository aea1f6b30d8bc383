import Espeak from '@echogarden/espeak-ng-emscripten'
import type { Pcm } from '../audio/pcm.ts'
import { type Provider, ProviderError } from '../speech.ts'
import { isVoice, plainText, voicesFor, wordsAMinute } from './espeak-voice.ts'

const DATA = '$PACKAGES/@echogarden/espeak-ng-emscripten/espeak-ng.data'
const RATE = 22_050
const UNKNOWN_VOICE = 'en-us'

/** The part of the package that is used. */
type Engine = {
  /** 0, or something else for a voice that is not there: then the one before stays. */
  set_voice(name: string): number
  set_rate(wordsAMinute: number): void
  set_pitch(pitch: number): void
  /** Without waiting: `take` gets 16-bit samples as they come, and null at the end. */
  synthesize(text: string, take: (samples: ArrayLike<number> | null) => number): void
}
type Loader = (options: { readonly getPreloadedPackage: () => ArrayBufferLike }) => Promise<{ readonly eSpeakNGWorker: new () => Engine }>

/** eSpeak NG as an npm package that an operator adds (GPL-3.0); undefined when nobody did. It is begun when it is first needed, and takes some 100 MB then. */
export function espeakPackage({ voice, pitch }: { readonly voice: string; readonly pitch: number }): Provider | undefined {
  // Absent packages are undefined, whatever their types say.
  const load = Espeak as Loader | undefined
  if (!load) return undefined
  let engine: Promise<Engine> | undefined

  return {
    id: 'offline',
    flavour: `espeak-ng ${voice} ${pitch}`,
    limits: { concurrency: 1, textMax: 400, textUnit: 'characters', timeoutMs: 15_000, isFree: true },
    async speak(request, signal) {
      engine ??= begin(load)
      const ready = await engine.catch((cause) => {
        engine = undefined
        throw new ProviderError('broken', 'The offline voice did not begin: remove its package and add it again', { cause })
      })
      signal.throwIfAborted()
      const wished = [request.voice, voice].filter(isVoice)
      const isThere = [...wished, ...voicesFor(request.language), UNKNOWN_VOICE].some((name) => ready.set_voice(name) === 0)
      if (!isThere) throw new ProviderError('refused', `The offline voice does not speak ${request.language}`)
      ready.set_rate(wordsAMinute(request.speed))
      ready.set_pitch(pitch)
      return soundOf(ready, plainText(request.text))
    },
  }
}

async function begin(load: Loader): Promise<Engine> {
  const data = await Deno.readFile(DATA)
  const { eSpeakNGWorker: Worker } = await load({ getPreloadedPackage: () => data.buffer })
  return new Worker()
}

function soundOf(engine: Engine, text: string): Pcm {
  const parts: ArrayLike<number>[] = []
  engine.synthesize(text, (samples) => {
    // A copy: the memory is the engine's.
    if (samples) parts.push(Int16Array.from(samples))
    return 0
  })
  const samples = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) for (let n = 0; n < part.length; n += 1) samples[at++] = (part[n] ?? 0) / 32_768
  if (samples.length === 0) throw new ProviderError('refused', 'The offline voice has nothing to say to this text')
  return { samples, rate: RATE }
}
