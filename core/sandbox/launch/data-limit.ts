import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'

const PRLIMIT = '/usr/bin/prlimit'
const LIMIT_MS = 5_000
/** What a thread may reserve in any case. */
const THREAD_MB = 64

/** How much a runner may hold: what its threads may use, and how many they are. */
export type Share = { readonly usedMb: number; readonly threads: number }

/** Keeps the writable memory of a process bounded by the kernel (RLIMIT_DATA), so that a leak between two looks of the watchdog ends soon. */
export type DataLimit = {
  /** Answers whether the kernel keeps it. */
  set(share: Share): Promise<boolean>
}

/**
 * For a process that has started but not yet run anything of a plugin. How much address space V8 reserves differs between its versions (82 MB in Node 20,
 * 574 MB in Node 24, and as much again for each thread), so each thread is allowed a little more than the process itself held at its start.
 */
export function createDataLimit(pid: number): DataLimit {
  const reservedMb = readReservedMb(pid)
  let turn: Promise<boolean> = Promise.resolve(false)

  async function set({ usedMb, threads }: Share) {
    if (reservedMb === undefined) return false
    const limitMb = Math.ceil(reservedMb + threads * Math.max(THREAD_MB, reservedMb * 1.25) + usedMb)
    return promisify(execFile)(PRLIMIT, ['--pid', String(pid), `--data=${limitMb * 2 ** 20}:`], { env: {}, timeout: LIMIT_MS }).then(
      () => true,
      // Without the program, or the right: the watchdog is what is left, as the status shows.
      () => false,
    )
  }

  return {
    set(share) {
      // One after the other, or an earlier and lower limit might come last.
      turn = turn.then(() => set(share))
      return turn
    },
  }
}

function readReservedMb(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined
  try {
    const kilobytes = /^VmData:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024
  } catch {
    // It ended a moment ago.
    return undefined
  }
}
