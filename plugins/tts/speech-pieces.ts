import { isMp3, readMp3 } from './audio/mp3.ts'
import type { Pcm } from './audio/pcm.ts'
import { piece as made, PIECE_RATE, PIECE_VERSION } from './audio/piece.ts'
import { readWav } from './audio/wav-read.ts'
import type { Files } from './cache/files.ts'
import { createFlights } from './cache/flights.ts'
import { keyOf, recordingKeyOf } from './cache/key.ts'
import type { Speaker } from './chain-speaker.ts'
import type { Piece } from './compose/compose.ts'
import { ProviderError } from './providers/provider-error.ts'
import { PARTS_FOLDER, type Shelves } from './speech-shelves.ts'
import { CLEAN_VERSION } from './text/clean.ts'

/** How a piece is to be said. */
export type Manner = { readonly language: string; readonly voice: string | undefined; readonly speed: number; readonly category: string }

export type Made = { readonly pcm: Pcm; readonly isKept: boolean }

/** Has pieces said, each once: what was said before is kept, and what somebody recorded goes before any voice. */
export async function createPieces({ files, shelves }: { readonly files: Files; readonly shelves: Shelves }) {
  const flights = createFlights<Made>()
  const recordings = await findRecordings(files)

  async function recorded(piece: Piece, category: string): Promise<Pcm | undefined> {
    const path = piece.kind === 'part' ? recordings.get(await recordingKeyOf(category, piece.text)) : undefined
    return path === undefined ? undefined : readRecording(files, path)
  }

  return async (piece: Piece, { speaker, manner, signal }: Saying): Promise<Made> => {
    const { id, flavour } = speaker.provider
    const { language, voice = '', speed, category } = manner
    const key = await keyOf({ provider: id, flavour, voice, language, speed, rate: PIECE_RATE, version: VERSION, text: piece.text })
    const work = async (shared: AbortSignal): Promise<Made> => {
      const kept = (await recorded(piece, category)) ?? (await shelves[piece.kind].get(key))
      if (kept) return { pcm: kept, isKept: true }
      const request = { text: piece.text, language, voice: manner.voice, speed, rate: PIECE_RATE }
      const pcm = made(await speaker.speak(request, shared))
      if (pcm.samples.length === 0) throw new ProviderError('broken', `${id} answers silence`)
      // A disk that is full is no reason to be silent.
      await shelves[piece.kind].put(key, pcm).catch(() => undefined)
      return { pcm, isKept: false }
    }
    return flights(`${piece.kind}:${category}:${key}`, work, signal)
  }
}

type Saying = { readonly speaker: Speaker; readonly manner: Manner; readonly signal: AbortSignal }

const VERSION = `${CLEAN_VERSION}.${PIECE_VERSION}`
const RECORDING = /^([0-9a-f]{16})\.(wav|mp3)$/

/** Recordings of the operator's own for parts, by the names that they have in a folder of modular speech. */
async function findRecordings(files: Files): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for await (const { name } of files.readDir(PARTS_FOLDER)) {
    const key = RECORDING.exec(name)?.[1]
    if (key !== undefined) found.set(key, `${PARTS_FOLDER}/${name}`)
  }
  return found
}

/** Nothing for one that cannot be read: a voice says it then. */
async function readRecording(files: Files, path: string): Promise<Pcm | undefined> {
  try {
    const bytes = await files.readFile(path)
    return made(isMp3(bytes) ? await readMp3(bytes) : readWav(bytes))
  } catch {
    return undefined
  }
}
