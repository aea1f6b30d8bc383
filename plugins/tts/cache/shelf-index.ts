import { type Files, TEMPORARY } from './files.ts'

export type Shelved = { readonly bytes: number; readonly usedAt: number }

/** Which files are sounds of ours. */
const SOUND = /^([0-9a-f]{64})\.wav$/
/** Looked at one by one, when the index does not know them: each takes a message, and those of a second are limited. */
const MAX_UNKNOWN = 100
/** What a file is taken for that was not looked at: three seconds of sound. */
const ASSUMED_BYTES = 128 * 1024

type Parts = { readonly files: Files; readonly folder: string; readonly index: string; readonly now: () => number }

/** What is on a shelf, that which was unused the longest first: by its index, and by the files where that is older. Half-written files go. */
export async function readIndex({ files, folder, index, now }: Parts): Promise<Map<string, Shelved>> {
  const known = await readKnown(files, index)
  const found: [string, Shelved][] = []
  let unknown = 0
  for await (const { name } of files.readDir(folder)) {
    if (name.endsWith(TEMPORARY)) await files.remove(`${folder}/${name}`).catch(() => undefined)
    const key = SOUND.exec(name)?.[1]
    if (key === undefined) continue
    const shelved = known.get(key)
    if (!shelved) unknown += 1
    const looked = shelved ?? (unknown <= MAX_UNKNOWN ? await look(files, `${folder}/${name}`) : undefined)
    found.push([key, looked ?? { bytes: ASSUMED_BYTES, usedAt: now() }])
  }
  return new Map(found.sort(([, a], [, b]) => a.usedAt - b.usedAt))
}

async function readKnown(files: Files, index: string): Promise<ReadonlyMap<string, Shelved>> {
  try {
    const lines = Object.entries(JSON.parse(await files.readTextFile(index)) as Record<string, unknown>)
    return new Map(lines.flatMap(([key, line]) => (isLine(line) ? [[key, { bytes: line[0], usedAt: line[1] }]] : [])))
  } catch {
    // There is none yet, or it is damaged: the files say the same.
    return new Map()
  }
}

function isLine(line: unknown): line is readonly [number, number] {
  return Array.isArray(line) && line.length === 2 && line.every((value) => typeof value === 'number' && Number.isFinite(value))
}

async function look(files: Files, path: string): Promise<Shelved | undefined> {
  const facts = await files.stat(path).catch(() => undefined)
  return facts && { bytes: facts.size, usedAt: facts.mtime?.getTime() ?? 0 }
}
