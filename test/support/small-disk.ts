import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync, readdirSync, rmSync, statfsSync, watch, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import { execa } from 'execa'
import { createWaiters } from '../../scripts/fake-tiktok/waiters.ts'
import { coreCommand } from './core-command.ts'

/** Whether this user may mount a disk of its own: a user namespace is enough, root is not needed. */
export const hasSmallDisks = () => spawnSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0

/** What a script says, as JSON, that runs with a disk of so many megabytes at /mnt. */
export async function runOnSmallDisk(script: string, args: readonly string[], megabytes: number): Promise<unknown> {
  const mounted = `mount -t tmpfs -o size=${megabytes}m none /mnt && exec "$@"`
  const { stdout } = await execa('unshare', ['-Urm', 'sh', '-c', mounted, 'sh', process.execPath, script, ...args])
  return JSON.parse(stdout)
}

/** A host whose data folder is a disk of so many megabytes that nobody else sees. Ends with the test. */
export function startOnSmallDisk(
  t: TestContext,
  { megabytes, plugins, demo = false }: { readonly megabytes: number; readonly plugins: string; readonly demo?: boolean },
) {
  const args = ['start', '--port', '0', ...(demo ? [] : ['--no-demo']), '--json', '--quiet', '--data', '/mnt/data', '--plugins', plugins]
  const script = `mount -t tmpfs -o size=${megabytes}m none /mnt && exec "$@"`
  const host = execa('unshare', ['-Urm', 'sh', '-c', script, 'sh', process.execPath, ...coreCommand(...args)], {
    cwd: dirname(plugins),
    reject: false,
    all: true,
  })
  t.after(() => host.kill('SIGKILL'))
  let text = ''
  const { changed, until } = createWaiters()
  host.all.on('data', (chunk) => {
    text += chunk
    changed()
  })
  const root = () => `/proc/${host.pid}/root/mnt`
  return {
    host,
    said: () => text,
    line: (expected: RegExp) => until(() => expected.test(text)),
    dataDir: () => join(root(), 'data'),
    /** Takes all the room there is. */
    fill: () => fill(root()),
    /** Gives it back. */
    free: () => rmFillers(root()),
  }
}

/** Resolves when a file is there. */
export async function untilThere(file: string): Promise<void> {
  const watcher = watch(dirname(file))
  try {
    // The watcher listens already, so that nothing is missed between.
    while (!existsSync(file)) await once(watcher, 'change')
  } finally {
    watcher.close()
  }
}

/** Takes all the room that a disk has. */
export function fill(folder: string): void {
  const descriptor = openSync(join(folder, `filler-${readdirSync(folder).length}`), 'w')
  try {
    const { bfree, bsize } = statfsSync(folder)
    for (let left = bfree * bsize; left > 0; ) left -= writeSync(descriptor, Buffer.alloc(Math.min(left, 1024 * 1024)))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  } finally {
    closeSync(descriptor)
  }
}

function rmFillers(folder: string) {
  for (const name of readdirSync(folder)) if (name.startsWith('filler-')) rmSync(join(folder, name))
}
