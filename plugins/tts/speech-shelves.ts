import type { Files } from './cache/files.ts'
import { createShelf, type Shelf } from './cache/shelf.ts'
import { removeTemporary } from './cache/temporary.ts'
import type { Piece } from './compose/compose.ts'

const CACHE = 'audio_cache'
/** What FFmpeg reads while it joins. */
export const TEMPORARY_FOLDER = `${CACHE}/temp`
export const PARTS_FOLDER = `${CACHE}/parts`
const FOLDERS = { part: PARTS_FOLDER, name: `${CACHE}/usernames`, phrase: `${CACHE}/phrases` } as const satisfies Record<
  Piece['kind'],
  string
>
const DAY_MS = 24 * 3_600_000
const MEGABYTE = 1024 * 1024

/** Where pieces of each kind are kept. */
export type Shelves = Readonly<Record<Piece['kind'], Shelf>>

export type ShelvesOptions = { readonly files: Files; readonly now: () => number; readonly megabytes: number; readonly days: number }

/** Parts stay as long as there is room; names and phrases go when nobody needed them for days. Half of the room is for parts. */
export async function createShelves({ files, now, megabytes, days }: ShelvesOptions): Promise<Shelves> {
  await removeTemporary(files, TEMPORARY_FOLDER)
  const shelf = (kind: Piece['kind'], share: number, maxAgeMs?: number) =>
    createShelf({ files, folder: FOLDERS[kind], maxBytes: megabytes * share * MEGABYTE, maxAgeMs, now })
  return {
    part: await shelf('part', 0.5),
    name: await shelf('name', 0.25, days * DAY_MS),
    phrase: await shelf('phrase', 0.25, days * DAY_MS),
  }
}
