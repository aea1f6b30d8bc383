import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readlink, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { HostError } from '../base/errors.ts'

const MAX_FILES = 20_000
const MAX_BYTES = 256 * 1024 * 1024

/** What version control and desktops write of their own accord. */
const NOT_THE_PLUGINS = ['.git', '.DS_Store', 'Thumbs.db']

/**
 * SHA-256 of a plugin's folder, in hex: the name, kind and content of everything in it, packages included; of a link, where it leads.
 * Rejects with PLUGIN_TOO_LARGE above 20,000 files or 256 MiB.
 */
export async function hashFolder(folder: string): Promise<string> {
  const hash = createHash('sha256')
  let files = 0
  let bytes = 0
  for await (const { path, kind } of entriesOf(folder, '')) {
    files += 1
    if (kind === 'file') bytes += (await stat(join(folder, path))).size
    if (files > MAX_FILES || bytes > MAX_BYTES) throw tooLarge(folder)
    hash.update(`${JSON.stringify([path, kind, await contentOf(join(folder, path), kind)])}\n`)
  }
  return hash.digest('hex')
}

type Kind = 'file' | 'link' | 'other'

async function* entriesOf(folder: string, below: string): AsyncGenerator<{ readonly path: string; readonly kind: Kind }> {
  const entries = await readdir(join(folder, below), { withFileTypes: true })
  for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
    if (NOT_THE_PLUGINS.includes(entry.name)) continue
    // The same on every system.
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.isDirectory()) yield* entriesOf(folder, path)
    else yield { path, kind: entry.isFile() ? 'file' : entry.isSymbolicLink() ? 'link' : 'other' }
  }
}

async function contentOf(path: string, kind: Kind): Promise<string> {
  if (kind === 'link') return readlink(path)
  // To open a pipe would wait for its writer.
  if (kind === 'other') return ''
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return hash.digest('hex')
}

function tooLarge(folder: string): HostError {
  const sentence = `The folder ${folder} holds more than ${MAX_FILES} files or ${MAX_BYTES / 1024 / 1024} MiB, which is too much to be approved`
  return new HostError('PLUGIN_TOO_LARGE', sentence, { folder })
}
