import { isMp3, readMp3 } from '../audio/mp3.ts'
import { durationMs, type Pcm } from '../audio/pcm.ts'
import { readWav } from '../audio/wav-read.ts'
import type { Answer } from './exchange.ts'
import { ProviderError } from './provider-error.ts'

/** Less is a click, more is no answer to a text of the lengths that are asked. */
const LENGTH_MS = { min: 100, max: 120_000 }
const SOUND = /^(audio\/|application\/octet-stream)/

/** The sound of an answer: by its type, its first bytes and its length, because a page of HTML may come with status 200. Rejects with a ProviderError. */
export async function soundOf(name: string, { headers, bytes }: Answer): Promise<Pcm> {
  const type = headers.get('content-type') ?? ''
  if (!SOUND.test(type)) throw new ProviderError('broken', `${name} answers ${type.split(';')[0] || 'something'} in place of sound`)
  return readSound(name, bytes)
}

/** The same for bytes that came inside of something else. */
export async function readSound(name: string, bytes: Uint8Array): Promise<Pcm> {
  const pcm = await (isMp3(bytes) ? readMp3(bytes) : Promise.resolve().then(() => readWav(bytes))).catch((cause: unknown) => {
    throw new ProviderError('broken', `${name} answers something that is no sound`, { cause })
  })
  const ms = durationMs(pcm)
  if (ms < LENGTH_MS.min || ms > LENGTH_MS.max) throw new ProviderError('broken', `${name} answers a sound of ${Math.round(ms)} ms`)
  return pcm
}
