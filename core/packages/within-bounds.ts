import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { killGroup } from '../base/kill-group.ts'

const LOOK_EVERY_MS = 200
const INTERRUPTS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export type Bounds = { readonly mostBytes: number; readonly longestMs: number }
export type Excess = 'size' | 'time' | 'interrupt'

type Running = Promise<unknown> & { readonly pid?: number | undefined }

/**
 * Waits for a process with a group of its own, and ends the group when the folder that it writes into becomes too large, when it takes too long, or when
 * this process is told to end; answers which. It is looked five times a second, and at the end.
 */
export async function withinBounds(running: Running, folder: string, { mostBytes, longestMs }: Bounds): Promise<Excess | undefined> {
  const until = performance.now() + longestMs
  let isInterrupted = false
  let isOver = false
  const interrupt = () => {
    isInterrupted = true
  }

  async function look(): Promise<Excess | undefined> {
    if (isInterrupted) return 'interrupt'
    if ((await sizeOf(folder)) > mostBytes) return 'size'
    return !isOver && performance.now() > until ? 'time' : undefined
  }

  for (const signal of INTERRUPTS) process.once(signal, interrupt)
  let excess: Excess | undefined
  while (!isOver && !excess) {
    isOver = await Promise.race([running.then(() => true), after(LOOK_EVERY_MS, false)])
    excess = await look()
  }
  for (const signal of INTERRUPTS) process.off(signal, interrupt)
  if (!isOver && running.pid !== undefined) killGroup(running.pid)
  return excess
}

/** What lies below a folder, in bytes; what goes away meanwhile has none. */
async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const sizes = entries.map(({ parentPath, name }) =>
    lstat(join(parentPath, name)).then(
      ({ size }) => size,
      () => 0,
    ),
  )
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}
