import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createInterface, type Interface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { giftDraft } from '../drafts.ts'
import type { Latency } from '../figures.ts'
import { startBenchHost } from '../host.ts'
import { now } from './gift-socket.ts'

const CLIENTS = fileURLToPath(new URL('./socket-clients.ts', import.meta.url))
const EVERY_MS = 250

export type SocketsOptions = { readonly folder: string; readonly clients: number; readonly gifts: number }

export type Sockets = {
  /** Of them, so many never read. */
  readonly slow: number
  readonly openMs: number
  readonly bytesEach: number
  /** From handing the gift in until the frame is in a client that reads. */
  readonly frame: Latency
  readonly missing: number
  /** How long the core's own thread did nothing else, at most. */
  readonly longestTurnMs: number
}

/** Gifts that a plugin publishes, to so many sockets of another process, one in a hundred of which does not read. */
export async function measureSockets({ folder, clients, gifts }: SocketsOptions): Promise<Sockets> {
  const host = await startBenchHost({ folder })
  const before = process.memoryUsage.rss()
  const { child, lines } = startClients({ url: host.url.replace('http', 'ws'), key: host.keys.game, clients, gifts })
  const { openMs, slow } = await nextLine<{ openMs: number; slow: number }>(lines)
  const bytesEach = Math.max(0, process.memoryUsage.rss() - before) / clients
  const turns = monitorEventLoopDelay({ resolution: 5 })
  turns.enable()
  const told = nextLine<{ frame: Latency; missing: number }>(lines)
  for (let n = 0; n < gifts; n += 1) {
    await host.ingest([{ ...giftDraft(n, now()), eventId: `bench:gift:${n}` }])
    await pause(EVERY_MS)
  }
  child.stdin?.end()
  const { frame, missing } = await told
  turns.disable()
  await host.stop(0)
  return { slow, openMs, bytesEach, frame, missing, longestTurnMs: turns.max / 1e6 }
}

function startClients(job: Readonly<Record<string, unknown>>): { readonly child: ChildProcess; readonly lines: Interface } {
  const child = spawn(process.execPath, ['--import', 'tsx', CLIENTS, JSON.stringify(job)], { stdio: ['pipe', 'pipe', 'inherit'] })
  if (!child.stdout) throw new TypeError('The clients have no pipe')
  return { child, lines: createInterface({ input: child.stdout }) }
}

async function nextLine<Told>(lines: Interface): Promise<Told> {
  const [line] = await Promise.race([once(lines, 'line'), once(lines, 'close')])
  if (typeof line !== 'string') throw new Error('The socket clients ended without a word')
  // What socket-clients.ts prints.
  return JSON.parse(line)
}
