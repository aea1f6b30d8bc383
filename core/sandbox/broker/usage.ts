import { dirname, join } from 'node:path'
import type { Clock } from '../../base/clock.ts'
import type { Usage } from './broker.ts'

type Entry = Usage & { count: number; denied: number; lastAt: number }

/** A limit for each power, so that many files do not push out the one host. Eight such lists and 4 types of events to emit make 204. */
const MAX_OF_A_POWER = 25
const MAX_TEXT = 300
/** More files of one folder are told together. */
const MAX_OF_A_FOLDER = 3

/** What one plugin used and was refused, a count for each thing; the longest unused goes when there are too many. */
export function createUsage(clock: Clock) {
  const powers = new Map<Usage['power'], Map<string, Entry>>()

  function entryOf(power: Usage['power'], text: string): Entry {
    const what = text.slice(0, MAX_TEXT)
    const entries = powers.get(power) ?? new Map<string, Entry>()
    powers.set(power, entries)
    const entry = entries.get(what) ?? { power, what, count: 0, denied: 0, lastAt: 0 }
    entries.delete(what)
    entries.set(what, entry)
    entry.lastAt = clock.wallTime()
    const [oldest] = entries.keys()
    if (entries.size > MAX_OF_A_POWER && oldest !== undefined) entries.delete(oldest)
    return entry
  }

  return {
    used(power: Usage['power'], what: string) {
      entryOf(power, what).count += 1
    },
    /** Answers how often this was refused. */
    denied(power: Usage['power'], what: string): number {
      const entry = entryOf(power, what)
      entry.denied += 1
      return entry.denied
    },
    /** Newest first. */
    list: (): readonly Usage[] =>
      [...powers.values()].flatMap((entries) => foldersOf([...entries.values()].reverse())).sort((a, b) => b.lastAt - a.lastAt),
  }
}

/** With one line for many files that were used in a folder; what was refused there is told by its own name. */
function foldersOf(entries: readonly Usage[]): readonly Usage[] {
  const folders = new Map<string, Usage[]>()
  const others: Usage[] = []
  for (const entry of entries) {
    const isFile = (entry.power === 'read' || entry.power === 'write') && entry.denied === 0
    const folder = dirname(entry.what)
    if (isFile) folders.set(folder, [...(folders.get(folder) ?? []), { ...entry }])
    else others.push({ ...entry })
  }
  return [...others, ...[...folders].flatMap(([folder, files]) => (files.length > MAX_OF_A_FOLDER ? together(folder, files) : files))]
}

/** `files`: newest first. */
function together(folder: string, files: readonly Usage[]): readonly Usage[] {
  const count = files.reduce((sum, file) => sum + file.count, 0)
  return files.slice(0, 1).map((newest) => ({ ...newest, what: join(folder, '*'), count }))
}
