import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Cleanup = {
  /** Runs when the bench ends, in whatever way but SIGKILL; the last one first. */
  atEnd(action: () => void): void
  /** A folder that is there until then. */
  folder(): string
}

/** What a bench leaves behind is taken away at its end, Ctrl+C included. */
export function createCleanup(): Cleanup {
  const actions: (() => void)[] = []
  process.once('exit', () => {
    for (const action of actions.reverse()) action()
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130))
  return {
    atEnd: (action) => void actions.push(action),
    folder() {
      const folder = mkdtempSync(join(tmpdir(), 'showrunner-bench-'))
      actions.push(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
      return folder
    },
  }
}
