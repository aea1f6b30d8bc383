import { type Stats, unwatchFile, watchFile } from 'node:fs'

const INTERVAL_MS = 500
/** An editor that removes a file and puts another in its place needs milliseconds; whoever deleted it can wait. */
const GONE_AFTER_MS = 2 * INTERVAL_MS

/** Calls whenever a file was written, also by being replaced, and when it was deleted and is not back within a second; answers what ends it. */
export function watchOneFile(file: string, onChange: (isThere: boolean) => void): () => void {
  let gone: NodeJS.Timeout | undefined

  // Asked for by its name, since a file that is replaced is another file to whoever watches the one before.
  const listener = (now: Stats, before: Stats) => {
    clearTimeout(gone)
    if (now.nlink === 0 && before.nlink > 0) gone = setTimeout(onChange, GONE_AFTER_MS, false)
    else if (now.mtimeMs !== before.mtimeMs || now.size !== before.size || now.ino !== before.ino) onChange(true)
  }
  watchFile(file, { interval: INTERVAL_MS }, listener)
  return () => {
    clearTimeout(gone)
    unwatchFile(file, listener)
  }
}
