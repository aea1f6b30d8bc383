import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { execa } from 'execa'
import { createWaiters } from '../../scripts/fake-tiktok/waiters.ts'
import { coreCommand } from './core-command.ts'

/** The real process in a group of its own, as a terminal starts it; `line` waits for one on the console. */
export function startProcess(t: TestContext, folder: string, options: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  const host = execa(process.execPath, coreCommand('start', '--port', '0', '--data', join(folder, 'data'), ...options), {
    cwd: folder,
    detached: true,
    reject: false,
    env,
  })
  t.after(() => host.kill('SIGKILL'))
  let text = ''
  const { changed, until } = createWaiters()
  host.stdout.on('data', (chunk) => {
    text += chunk
    changed()
  })
  return {
    host,
    line: (expected: RegExp) => until(() => expected.test(text)),
    said: () => text,
    /** A terminal sends it to every process of the group. */
    signal: (name: NodeJS.Signals) => process.kill(-(host.pid ?? Number.NaN), name),
  }
}

/** Runs a command to its end, with nobody to ask; `input` is what it reads. */
export function runCommand(folder: string, args: readonly string[], input = '') {
  return execa(process.execPath, coreCommand(...args, '--data', join(folder, 'data')), {
    cwd: folder,
    reject: false,
    input,
  })
}
