import { join } from 'node:path'
import { ROOT } from './root.ts'

const WATCHED = ['start', 'capture']

/** What Node is given to run a command of the core as users run it, but with nobody who starts it again. */
export function coreCommand(...args: readonly string[]): readonly string[] {
  return [join(ROOT, 'scripts/run.mjs'), 'core/main.ts', ...args, ...(WATCHED.includes(args[0] ?? '') ? ['--no-supervise'] : [])]
}
