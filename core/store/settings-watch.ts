import { unwatchFile, watchFile } from 'node:fs'

const INTERVAL_MS = 500

/** Calls whenever a file was written, also by being replaced; answers what ends it. */
export function watchOneFile(file: string, onChange: () => void): () => void {
  // Asked for by its name, since a file that is replaced is another file to whoever watches the one before.
  const listener = (now: { mtimeMs: number; size: number; ino: number }, before: { mtimeMs: number; size: number; ino: number }) => {
    if (now.mtimeMs !== before.mtimeMs || now.size !== before.size || now.ino !== before.ino) onChange()
  }
  watchFile(file, { interval: INTERVAL_MS }, listener)
  return () => unwatchFile(file, listener)
}
