import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { systemClock } from '../../core/base/clock.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'

/** What is killed: the store alone, or a whole host with plugins that handle what it writes. */
export const WRITERS = {
  store: fileURLToPath(new URL('./kill-writer.ts', import.meta.url)),
  host: fileURLToPath(new URL('./kill-host.ts', import.meta.url)),
}

export type KillReport = {
  readonly cycles: number
  readonly accepted: number
  /** Accepted, and not there afterwards or not the same. */
  readonly lost: number
  readonly damaged: number
  /** The log's numbers have no gap and no repeat. */
  readonly contiguous: boolean
}

/** A process that writes to the folder's store. */
export function startWriter(dataDir: string, run: string, writer = WRITERS.store): ChildProcess {
  const loader = writer.endsWith('.ts') ? ['--import', 'tsx'] : []
  return spawn(process.execPath, [...loader, writer, dataDir, run], { stdio: ['ignore', 'pipe', 'inherit'] })
}

/**
 * Kills a writing process with SIGKILL, again and again on the same folder, each time after so many accepted lines (0: as soon
 * as it is ready) and so many milliseconds more; then compares what was told as accepted with what the store has.
 */
export async function runKillCycles(options: {
  readonly dataDir: string
  readonly cycles: number
  readonly random: () => number
  readonly writer?: string
  readonly onCycle?: (cycle: number) => void
}): Promise<KillReport> {
  const accepted = new Map<number, string>()
  let repeats = 0
  for (let cycle = 0; cycle < options.cycles; cycle++) {
    for (const [seqNo, eventId] of await killOnce(options.dataDir, cycle, options)) {
      if (accepted.has(seqNo)) repeats++
      accepted.set(seqNo, eventId)
    }
    options.onCycle?.(cycle + 1)
  }
  const store = await createSqliteStore({ dataDir: options.dataDir, clock: systemClock })
  const found = new Map<number, string>()
  let contiguous = repeats === 0
  for (let page = store.read(1, 1000); page.length > 0; page = store.read(found.size + 1, 1000)) {
    for (const { seqNo, event } of page) {
      contiguous &&= seqNo === found.size + 1
      found.set(seqNo, event.eventId)
    }
    if (!contiguous) break
  }
  const lost = [...accepted].filter(([seqNo, eventId]) => found.get(seqNo) !== eventId).length
  const report = { cycles: options.cycles, accepted: accepted.size, lost, damaged: store.damaged(), contiguous }
  await store.close()
  return report
}

async function killOnce(dataDir: string, cycle: number, { random, writer }: { random: () => number; writer?: string }) {
  const child = startWriter(dataDir, String(cycle), writer)
  const told: [number, string][] = []
  const killAfter = random() < 0.3 ? 0 : Math.ceil(random() * 400)
  if (!child.stdout) throw new TypeError('The writer has no pipe')
  for await (const line of createInterface({ input: child.stdout })) {
    const [seqNo = '', eventId] = line.split(' ')
    if (seqNo === 'refused') throw new Error(`The store did not open after a kill: ${eventId}`)
    if (eventId !== undefined) told.push([Number(seqNo), eventId])
    if (told.length >= killAfter) child.kill('SIGKILL')
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return told
}
