import { stat } from 'node:fs/promises'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { HostError } from '../base/errors.ts'
import { type Contents, createGathering, refusal } from './contents.ts'
import { LIMITS } from './limits.ts'

/** The type bits of a Unix mode, which stands in the upper half of the external attributes. */
const TYPE = 0o170000
const REGULAR = 0o100000
const FOLDER = 0o040000

/** Reads an archive into memory, whole or not at all. Rejects with PACKAGE_REFUSED: threats T62 to T65. */
export async function readZip(file: string): Promise<Contents> {
  const { size } = await stat(file)
  if (size > LIMITS.archiveBytes) throw refusal(`The archive is larger than ${LIMITS.archiveBytes / 1024 / 1024} MiB`, { file })
  const zip = await openPromise(file, { strictFileNames: true, validateEntrySizes: true, autoClose: false }).catch((cause) => {
    throw refusal('The file is not a zip archive', { file }, cause)
  })
  try {
    return withoutWrapping(await readEntries(zip))
  } catch (cause) {
    throw cause instanceof HostError ? cause : refusal(`The archive is damaged: ${Object(cause).message}`, { file }, cause)
  } finally {
    zip.close()
  }
}

async function readEntries(zip: ZipFile): Promise<Contents> {
  if (zip.entryCount > LIMITS.files) throw refusal(`It has more than ${LIMITS.files} files`)
  const gathering = createGathering()
  for await (const entry of zip.eachEntry()) {
    const isFolder = entry.fileName.endsWith('/')
    const path = isFolder ? entry.fileName.slice(0, -1) : entry.fileName
    gathering.admit(path, isFolder ? 'folder' : 'file')
    refuseOddEntry(entry, isFolder)
    if (!isFolder) gathering.add(path, await inflate(zip, entry, gathering.count))
  }
  return gathering.contents()
}

function refuseOddEntry({ fileName, externalFileAttributes, uncompressedSize, ...entry }: Entry, isFolder: boolean): void {
  const type = (externalFileAttributes >>> 16) & TYPE
  if (type !== 0 && type !== (isFolder ? FOLDER : REGULAR)) throw refusal(`"${fileName}" is a link or a device, not a file`)
  if ((entry.generalPurposeBitFlag & 1) !== 0) throw refusal(`"${fileName}" is encrypted`)
  if (isFolder && uncompressedSize > 0) throw refusal(`"${fileName}" is a folder with content`)
}

/** What was said of the size is not believed: what comes out is counted as it comes. */
async function inflate(zip: ZipFile, entry: Entry, count: (bytes: number) => void): Promise<Uint8Array> {
  const stream = await zip.openReadStreamPromise(entry)
  const chunks: Buffer[] = []
  for await (const chunk of stream) {
    count(chunk.length)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Without the one folder that everything lies in, as archives of whole repositories have it. */
function withoutWrapping(contents: Contents): Contents {
  const [first = ''] = contents.keys()
  const wrapping = first.slice(0, first.indexOf('/') + 1)
  const isWrapped = wrapping !== '' && [...contents.keys()].every((path) => path.startsWith(wrapping))
  return isWrapped ? new Map([...contents].map(([path, bytes]) => [path.slice(wrapping.length), bytes])) : contents
}
