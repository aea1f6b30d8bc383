import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { LaneStatus } from '../../core/schedule/schedule.ts'
import { writeBenchPlugins } from './bench-plugins.ts'
import { startBenchHost } from './host.ts'
import { type KillReport, runKillCycles } from './kill-cycles.ts'

const PLUGINS = 3
const DRAIN_MS = 60_000

/** What became of the deliveries after the last kill, once a host had time to finish them. */
type Aftermath = { readonly waiting: number; readonly dead: number }

/**
 * Kills a whole host under load with SIGKILL so many times. Counts accepted events that are missing, and what is still owed to
 * plugins when a last host has drained: the exit code is 1 when there is any.
 */
export async function runKills({
  cycles,
  say,
}: {
  readonly cycles: number
  readonly say: (line: string) => void
}): Promise<KillReport & Aftermath> {
  const folder = mkdtempSync(join(tmpdir(), 'showrunner-kill-'))
  const dataDir = join(folder, 'data')
  mkdirSync(dataDir)
  await writeBenchPlugins(join(folder, 'plugins'), PLUGINS)
  const report = await runKillCycles({
    dataDir,
    cycles,
    random: Math.random,
    writer: 'host',
    onCycle: (cycle) => cycle % 25 === 0 && say(`  ${cycle} of ${cycles} kills`),
  })
  const aftermath = await drained(folder, dataDir)
  rmSync(folder, { recursive: true })
  const { accepted, lost, damaged, contiguous } = report
  const { waiting, dead } = aftermath
  say(
    `${cycles} SIGKILLs of the core under load, ${PLUGINS} plugins: accepted ${accepted}, lost ${lost}, damaged ${damaged}, numbers contiguous ${contiguous}`,
  )
  say(`  deliveries still owed to plugins after the last start ${waiting}, dead letters ${dead}`)
  if (accepted === 0 || lost > 0 || damaged > 0 || !contiguous || waiting > 0) process.exitCode = 1
  return { ...report, ...aftermath }
}

async function drained(folder: string, dataDir: string): Promise<Aftermath> {
  const host = await startBenchHost({ folder, dataDir })
  const sum = (value: (lane: LaneStatus) => number) => host.lanes().reduce((total, lane) => total + value(lane), 0)
  const waiting = () => sum(({ depth, spilled, retrying, inFlight }) => depth + spilled + retrying + inFlight)
  for (let waitedMs = 0; waiting() > 0 && waitedMs < DRAIN_MS; waitedMs += 50) await pause(50)
  const aftermath = { waiting: waiting(), dead: sum(({ dead }) => dead) }
  await host.stop(1000)
  return aftermath
}
