import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile, readlink, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { HostError } from '../base/errors.ts'

const LIMITS = { files: 20_000, bytes: 256 * 2 ** 20 }
/** One after the other, each file would wait its turn in vain; a longer one than so many bytes is never in memory whole. */
const AT_ONCE = 16
const WHOLE_BYTES = 256 * 1024

/** What version control and desktops write of their own accord. */
const NOT_THE_PLUGINS = ['.git', '.DS_Store', 'Thumbs.db']

/**
 * SHA-256 of a plugin's folder, in hex: the name, kind and content of everything in it, packages included; of a link, where it leads.
 * Rejects with PLUGIN_TOO_LARGE above 20,000 files or 256 MiB, unless told other limits.
 */
export async function hashFolder(folder: string, limits = LIMITS): Promise<string> {
  const entries: Entry[] = []
  for await (const entry of entriesOf(folder, '')) if (entries.push(entry) > limits.files) throw tooLarge(folder, limits)
  const hash = createHash('sha256')
  let bytes = 0
  for (let from = 0; from < entries.length; from += AT_ONCE) {
    const some = entries.slice(from, from + AT_ONCE)
    const sizes = await Promise.all(some.map(({ path, kind }) => (kind === 'file' ? sizeOf(join(folder, path)) : 0)))
    bytes += sizes.reduce((sum, size) => sum + size, 0)
    if (bytes > limits.bytes) throw tooLarge(folder, limits)
    const contents = await Promise.all(some.map(({ path, kind }, n) => contentOf(join(folder, path), kind, sizes[n] ?? 0)))
    for (const [n, { path, kind }] of some.entries()) hash.update(`${JSON.stringify([path, kind, contents[n]])}\n`)
  }
  return hash.digest('hex')
}

const sizeOf = async (path: string): Promise<number> => (await stat(path)).size

type Kind = 'file' | 'link' | 'other'
type Entry = { readonly path: string; readonly kind: Kind }

async function* entriesOf(folder: string, below: string): AsyncGenerator<Entry> {
  const entries = await readdir(join(folder, below), { withFileTypes: true })
  for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
    if (NOT_THE_PLUGINS.includes(entry.name)) continue
    // The same on every system.
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.isDirectory()) yield* entriesOf(folder, path)
    else yield { path, kind: entry.isFile() ? 'file' : entry.isSymbolicLink() ? 'link' : 'other' }
  }
}

async function contentOf(path: string, kind: Kind, size: number): Promise<string> {
  if (kind === 'link') return readlink(path)
  // To open a pipe would wait for its writer.
  if (kind === 'other') return ''
  const hash = createHash('sha256')
  if (size <= WHOLE_BYTES) return hash.update(await readFile(path)).digest('hex')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return hash.digest('hex')
}

function tooLarge(folder: string, limits: typeof LIMITS): HostError {
  const sentence = `The folder ${folder} holds more than ${limits.files} files or ${limits.bytes / 2 ** 20} MiB, which is too much to be approved`
  return new HostError('PLUGIN_TOO_LARGE', sentence, { folder })
}
