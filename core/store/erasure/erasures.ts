import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crashPoint } from '../../base/crash-point.ts'
import { HostError } from '../../base/errors.ts'
import { writeWhole } from '../../base/write-whole.ts'

/** A viewer who was erased, as keyed hashes: enough to know the same one again in an older log, and nothing else. */
export type Erasure = {
  /** Of the userId; null when only a handle was ever known. */
  readonly id: string | null
  readonly handles: readonly string[]
  /** ISO 8601: what was accepted until then is erased. */
  readonly at: string
}

export type Erasures = {
  all(): readonly Erasure[]
  /** Durable when it resolves. One at a time. */
  add(erasure: Erasure): Promise<void>
}

const MAX_ERASURES = 100_000

/** Opens data/erasures.json; there need not be one. Rejects with SETTINGS_INVALID or DATA_UNREADABLE. */
export async function openErasures(dataDir: string): Promise<Erasures> {
  const file = join(dataDir, 'erasures.json')
  let all = await read(file)

  return {
    all: () => all,
    async add(erasure) {
      const others = all.filter(({ id, handles }) => id !== erasure.id || (id === null && handles.join() !== erasure.handles.join()))
      if (others.length >= MAX_ERASURES) throw new HostError('USAGE', `No more than ${MAX_ERASURES} viewers can be erased`)
      const next = [...others, erasure]
      await write(file, next)
      all = next
    },
  }
}

async function read(file: string): Promise<readonly Erasure[]> {
  const text = await readFile(file, 'utf8').catch((cause) => {
    if (cause.code === 'ENOENT') return '[]'
    throw new HostError('DATA_UNREADABLE', 'The list of erasures cannot be read', { file }, cause)
  })
  const list = parsed(text)
  if (!list) throw new HostError('SETTINGS_INVALID', 'The list of erasures is not what Showrunner writes', { file })
  return list
}

function parsed(text: string): readonly Erasure[] | undefined {
  try {
    const list: unknown = JSON.parse(text)
    const isList = Array.isArray(list) && list.every((entry) => Array.isArray(entry?.handles) && typeof entry.at === 'string')
    // Each was just seen to be one.
    return isList ? (list as readonly Erasure[]) : undefined
  } catch {
    return undefined
  }
}

async function write(file: string, list: readonly Erasure[]): Promise<void> {
  try {
    await writeWhole(file, `${JSON.stringify(list, undefined, 2)}\n`)
    crashPoint('erasure.noted')
  } catch (cause) {
    throw new HostError('DATA_UNREADABLE', 'The list of erasures cannot be written', { file }, cause)
  }
}
