import { mkdir, open, readdir, readFile, rename, rm, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { HostError } from '../../base/errors.ts'
import { writeWhole } from '../../base/write-whole.ts'

const CURRENT = 'audit.ndjson'
const OLD = /^audit-(\d{12})\.ndjson$/

export type AuditFiles = ReturnType<typeof createAuditFiles>

/** The files of the audit in the data folder: one that is written, and older ones, named after their last entry. Only their owner can read them. */
export function createAuditFiles(dataDir: string) {
  const current = join(dataDir, CURRENT)
  const head = join(dataDir, 'audit.head')

  /** Oldest first. */
  async function old(): Promise<readonly string[]> {
    const names = await readdir(dataDir).catch(() => [])
    return names.filter((name) => OLD.test(name)).sort()
  }

  async function append(text: string): Promise<void> {
    const handle = await open(current, 'a', 0o600)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
  }

  return {
    old,
    /** Of all files, oldest first. */
    paths: async () => [...(await old()).map((name) => join(dataDir, name)), current],
    lines,
    readHead: () => read(head),
    writeHead: (text: string) => writeWhole(head, text),
    readCurrent: () => read(current),
    /** What is behind so many bytes goes. */
    cut: (bytes: number) =>
      truncate(current, bytes).catch((cause) => {
        if (cause.code !== 'ENOENT') throw cause
      }),
    append,
    /** The file that was written is an old one from now on. */
    turn: (last: number) => rename(current, join(dataDir, `audit-${String(last).padStart(12, '0')}.ndjson`)),
    remove: (name: string) => rm(join(dataDir, name), { force: true }),
    lastOf: (name: string) => Number(OLD.exec(name)?.[1]),
    make: () => mkdir(dataDir, { recursive: true, mode: 0o700 }),
  }
}

async function read(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((cause) => {
    if (cause.code === 'ENOENT') return undefined
    throw new HostError('DATA_UNREADABLE', 'The audit cannot be read', { file: path }, cause)
  })
}

/** The lines of a file; none where there is none. */
async function lines(path: string): Promise<readonly string[]> {
  return ((await read(path)) ?? '').split('\n').filter((line) => line !== '')
}
