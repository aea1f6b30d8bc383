import { closeSync, openSync, readSync } from 'node:fs'

export type ProcessMemory = {
  /** Resident megabytes; undefined where the system does not tell, 0 when the process is gone. */
  rssMb(): number | undefined
  close(): void
}

/** Enough of smaps to hold the first mapping, which says how long a page is: 4 kB on most machines, 16 on some ARM boards. */
const FIRST_MAPPING_BYTES = 4_096

/** Reads how much memory a process takes, many times a second: a runner in trouble does not answer, so the system is asked. */
export function openProcessMemory(pid: number | undefined): ProcessMemory {
  const file = open(pid)
  const pageMb = file === undefined ? 0 : readPageMb()
  const text = Buffer.alloc(128)
  return {
    rssMb() {
      if (file === undefined) return undefined
      try {
        const length = readSync(file, text, 0, text.length, 0)
        return Number(text.toString('latin1', 0, length).split(' ')[1]) * pageMb
      } catch {
        // It ended a moment ago; its exit is about to be told.
        return 0
      }
    },
    close() {
      if (file !== undefined) closeSync(file)
    },
  }
}

function open(pid: number | undefined): number | undefined {
  if (process.platform !== 'linux' || pid === undefined) return undefined
  try {
    return openSync(`/proc/${pid}/statm`, 'r')
  } catch {
    // It is gone already, or /proc is not there: what the runner says of itself has to do.
    return undefined
  }
}

function readPageMb(): number {
  const smaps = openSync('/proc/self/smaps', 'r')
  const text = Buffer.alloc(FIRST_MAPPING_BYTES)
  readSync(smaps, text, 0, text.length, 0)
  closeSync(smaps)
  return Number(/^KernelPageSize:\s+(\d+) kB$/m.exec(text.toString('latin1'))?.[1] ?? 4) / 1024
}
