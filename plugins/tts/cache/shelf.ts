import type { Pcm } from '../audio/pcm.ts'
import { readWav } from '../audio/wav-read.ts'
import { writeWav } from '../audio/wav-write.ts'
import { type Files, writeWhole } from './files.ts'
import { readIndex, type Shelved } from './shelf-index.ts'

export type ShelfOptions = {
  readonly files: Files
  /** In the plugin's folder, for example audio_cache/parts. */
  readonly folder: string
  readonly maxBytes: number
  /** Unused for so long, it goes; without, it stays as long as there is room. */
  readonly maxAgeMs?: number | undefined
  readonly now: () => number
}

export type Shelf = {
  /** A sound that was put, or nothing: also when its file is damaged, which then goes. */
  get(key: string): Promise<Pcm | undefined>
  /** Keeps a sound; what was unused the longest makes room for it. */
  put(key: string, pcm: Pcm): Promise<void>
  /** Writes down when what was used. */
  save(): Promise<void>
  readonly bytes: () => number
  readonly count: () => number
}

const MAX_COUNT = 5000
/** When what was used is written down with the next that is put; what a crash loses is found again by looking through the folder. */
const SAVE_EVERY_MS = 30_000
const INDEX = 'index.json'

/** Sounds in files named by what they are made of. Reads what is there; what was half written goes. */
export async function createShelf({ files, folder, maxBytes, maxAgeMs, now }: ShelfOptions): Promise<Shelf> {
  // On a full disk nothing is kept, and all is said.
  const isThere = await files.mkdir(folder, { recursive: true }).then(
    () => true,
    () => false,
  )
  const kept = isThere ? await readIndex({ files, folder, index: `${folder}/${INDEX}`, now }) : new Map<string, Shelved>()
  let savedAt = now()
  const pathOf = (key: string) => `${folder}/${key}.wav`
  const bytes = () => [...kept.values()].reduce((sum, each) => sum + each.bytes, 0)

  async function drop(key: string) {
    kept.delete(key)
    await files.remove(pathOf(key)).catch(() => undefined)
  }

  /** Behind all others: a Map keeps the order. */
  function use(key: string, shelved: Omit<Shelved, 'usedAt'>) {
    kept.delete(key)
    kept.set(key, { bytes: shelved.bytes, usedAt: now() })
  }

  async function evict() {
    let sum = bytes()
    for (const [key, shelved] of [...kept]) {
      const isOld = maxAgeMs !== undefined && now() - shelved.usedAt > maxAgeMs
      if (!isOld && sum <= maxBytes && kept.size <= MAX_COUNT) break
      sum -= shelved.bytes
      await drop(key)
    }
  }

  async function save() {
    savedAt = now()
    const lines = Object.fromEntries([...kept].map(([key, shelved]) => [key, [shelved.bytes, shelved.usedAt]]))
    await writeWhole(files, `${folder}/${INDEX}`, new TextEncoder().encode(JSON.stringify(lines)))
  }

  await evict()
  return {
    bytes,
    count: () => kept.size,
    save,
    async get(key) {
      const shelved = kept.get(key)
      if (!shelved) return undefined
      // What cannot be read now may be read later.
      const file = await files.readFile(pathOf(key)).catch(() => undefined)
      if (!file) return undefined
      const pcm = wholeSound(file)
      if (pcm) use(key, shelved)
      else await drop(key)
      return pcm
    },
    async put(key, pcm) {
      const wav = writeWav(pcm)
      if (wav.length > maxBytes) return
      await writeWhole(files, pathOf(key), wav)
      use(key, { bytes: wav.length })
      await evict()
      if (now() - savedAt >= SAVE_EVERY_MS) await save()
    },
  }
}

/** Nothing for a file that is damaged. */
function wholeSound(file: Uint8Array): Pcm | undefined {
  try {
    return readWav(file, { isWhole: true })
  } catch {
    return undefined
  }
}
