import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { systemClock } from '../../core/base/clock.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import { bundleScript } from '../bundle-script.mjs'
import { ROOT } from './host.ts'

/** What is killed: the store alone, or a whole host with plugins that handle what it writes. */
const WRITERS = { store: 'scripts/bench/kill-writer.ts', host: 'scripts/bench/kill-host.ts' }

export type Writer = keyof typeof WRITERS

export type KillReport = {
  readonly cycles: number
  readonly accepted: number
  /** Accepted, and not there afterwards or not the same. */
  readonly lost: number
  readonly damaged: number
  /** The log's numbers have no gap and no repeat. */
  readonly contiguous: boolean
}

/** Answers what starts processes that write to a folder's store; without a loader, which would take longer than many a run. */
export async function createWriter(kind: Writer): Promise<(dataDir: string, run: string) => ChildProcess> {
  const script = await bundleScript(ROOT, WRITERS[kind])
  return (dataDir, run) => spawn(process.execPath, [script, dataDir, run], { stdio: ['ignore', 'pipe', 'inherit'] })
}

/**
 * Kills a writing process with SIGKILL, again and again on the same folder, each time after so many accepted lines (0: as soon
 * as it is ready) and so many milliseconds more; then compares what was told as accepted with what the store has.
 */
export async function runKillCycles(options: {
  readonly dataDir: string
  readonly cycles: number
  readonly random: () => number
  readonly writer: Writer
  readonly onCycle?: (cycle: number) => void
}): Promise<KillReport> {
  const startWriter = await createWriter(options.writer)
  const accepted = new Map<number, string>()
  let repeats = 0
  for (let cycle = 0; cycle < options.cycles; cycle++) {
    for (const [seqNo, eventId] of await killOnce(startWriter(options.dataDir, String(cycle)), options.random)) {
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

async function killOnce(child: ChildProcess, random: () => number) {
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
