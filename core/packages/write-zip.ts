import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'
import type { Contents } from './contents.ts'

/** The first day that a zip can tell, in local time, as zips have it: the same files make the same archive, anywhere and any time. */
const LONG_AGO = new Date(1980, 0, 1)

/** An archive of the files, in order of their paths. */
export async function writeZip(contents: Contents): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [path, bytes] of contents) {
    zip.addBuffer(Buffer.from(bytes), path, { mtime: LONG_AGO, mode: 0o100644, forceDosTimestamp: true })
  }
  zip.end()
  return buffer(zip.outputStream)
}
