import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { HostError } from '../base/errors.ts'
import { MANIFEST } from '../plugins/manifest.ts'
import { clone, isGitAddress } from './clone.ts'
import { type Contents, refusal } from './contents.ts'
import { isListed } from './listing.ts'
import { packedContents } from './pack.ts'
import { readFolder } from './read-folder.ts'
import { readZip } from './read-zip.ts'

/** A plugin's files from a zip, a folder or a repository, as what they come from is named. Rejects with PACKAGE_REFUSED, PACKAGE_UNREACHABLE or USAGE. */
export async function contentsOf(source: string, hostVersion: string): Promise<Contents> {
  const contents = await fetched(source, hostVersion)
  if (!contents.has(MANIFEST)) throw refusal(`${source} is not a plugin: it has no ${MANIFEST} at its top`)
  isListed(contents)
  return contents
}

async function fetched(source: string, hostVersion: string): Promise<Contents> {
  const found = await stat(source).catch(() => undefined)
  // Packed first, so that the packages it was written with are in it.
  if (found?.isDirectory()) return packedContents(resolve(source), hostVersion)
  if (found?.isFile()) return readZip(source)
  if (isGitAddress(source)) return cloned(source)
  throw new HostError('USAGE', `There is no file or folder ${source}, and it is no https, ssh or file address of a git repository`, {
    source,
  })
}

async function cloned(address: string): Promise<Contents> {
  const place = await mkdtemp(join(tmpdir(), 'showrunner-clone-'))
  try {
    await clone(address, join(place, 'plugin'))
    return await readFolder(join(place, 'plugin'))
  } finally {
    await rm(place, { recursive: true, force: true })
  }
}
