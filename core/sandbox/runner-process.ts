import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setPriority } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/log.ts'
import type { Dispatch } from '../schedule/schedule.ts'
import { createDeliveryFrames } from './delivery-frames.ts'
import type { FromRunner, Structures, ToRunner } from './protocol.ts'
import { createFrames } from './runner/frames.ts'

/** With five plugins that hog two processors, a gift is accepted in p99 9 ms in place of 12; a flood of quick handlers runs 4 % slower. */
const NICE = 5

export type RunnerProcess = {
  readonly name: string
  readonly pid: number | null
  isReady(): boolean
  rssMb(): number
  send(message: ToRunner): void
  /** Goes out with whatever else is delivered in this turn of the event loop, in one frame. */
  deliver(plugin: string, generation: number, deliveries: readonly Dispatch[]): void
  drop(plugin: string): void
  kill(reason: string): void
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>
}

const BEAT_MS = 1_000
const MAX_MISSED_BEATS = 5
const MEMORY_CHECK_MS = 100
const MAX_BYTES_A_SECOND = 64 * 2 ** 20
const MAX_STDERR_BYTES = 4_096
const PAGE_MB = 4096 / 2 ** 20

/** A child process for plugins: no environment, one socket, killed when it stops answering, takes too much memory or floods. */
export function createRunnerProcess({
  name,
  folder,
  clock,
  log,
  structures,
  maxRssMb,
  onMessage,
  onEnd,
}: {
  readonly name: string
  readonly folder: string
  readonly clock: Clock
  readonly log: Logger
  readonly structures: () => Structures
  readonly maxRssMb: () => number
  readonly onMessage: (message: FromRunner) => void
  readonly onEnd: (reason: string) => void
}): RunnerProcess {
  const child = spawn(process.execPath, [join(folder, 'main.mjs')], { cwd: folder, env: {}, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] })
  yieldToCore(child.pid)
  const deliveries = createDeliveryFrames(structures)
  let reason: string | undefined
  let stderr = ''
  let isReady = false
  let isOver = false
  let flushing = false
  let missed = 0
  let beat = 0
  let bytes = 0
  let reportedRssMb = 0
  let timers: (() => void)[] = []

  const frames = createFrames<ToRunner>({
    // A fourth "pipe" is a socket, readable and writable.
    stream: child.stdio[3] as Duplex,
    onFrame: receive,
    onDrain: flush,
    onClose(why) {
      reason ??= why
      child.kill('SIGKILL')
    },
  })
  const gone = new Promise<void>((resolve) => {
    child.once('error', (error) => end(error.message, resolve))
    // Not at its exit: what it said last may still be in the socket.
    child.once('close', (code, signal) => end(`It ended with ${signal ?? `code ${code}`}`, resolve))
  })
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString('utf8')).slice(-MAX_STDERR_BYTES)
  })
  every(BEAT_MS, watchAnswers)
  every(MEMORY_CHECK_MS, watchMemory)

  function receive(frame: unknown, length: number) {
    bytes += length
    missed = 0
    if (bytes > MAX_BYTES_A_SECOND) return kill('It floods the core with messages')
    if (!isMessage(frame)) return kill('It broke the protocol: a frame is of no known kind')
    if (frame.kind === 'pong') reportedRssMb = Number(frame.rssMb)
    else if (frame.kind === 'hello') isReady = true
    else onMessage(frame)
  }

  function watchAnswers() {
    bytes = 0
    // Beats are counted, not timed, so that a core that was itself suspended kills nobody.
    if (missed >= MAX_MISSED_BEATS) return kill(`It did not answer for ${MAX_MISSED_BEATS} s`)
    missed += 1
    beat += 1
    frames.send({ kind: 'ping', n: beat })
  }

  function watchMemory() {
    const rss = rssMb()
    if (rss > maxRssMb()) kill(`It took ${Math.round(rss)} MB of memory, more than the ${Math.round(maxRssMb())} MB its plugins may`)
  }

  /** The system's number where there is one; a runner in trouble does not answer. */
  function rssMb(): number {
    if (process.platform !== 'linux' || isOver) return reportedRssMb
    try {
      return Number(readFileSync(`/proc/${child.pid}/statm`, 'utf8').split(' ')[1]) * PAGE_MB
    } catch {
      // It ended a moment ago; its exit is about to be told.
      return 0
    }
  }

  function flush() {
    flushing = false
    while (!isOver && !frames.isFull()) {
      const frame = deliveries.next()
      if (!frame) return
      frames.send(frame)
    }
  }

  function every(delayMs: number, work: () => void) {
    const index = timers.length
    const again = () => {
      timers[index] = clock.after(delayMs, () => {
        again()
        work()
      })
    }
    again()
  }

  function kill(why: string) {
    reason ??= why
    child.kill('SIGKILL')
  }

  function end(why: string, resolve: () => void) {
    if (isOver) return
    isOver = true
    for (const cancel of timers) cancel()
    timers = []
    frames.close()
    if (stderr !== '') log.warn({ runner: name, stderr }, 'A runner wrote to its error output')
    resolve()
    onEnd(reason ?? why)
  }

  return {
    name,
    pid: child.pid ?? null,
    isReady: () => isReady && !isOver,
    rssMb,
    send: (message) => void frames.send(message),
    deliver(plugin, generation, list) {
      deliveries.add(plugin, generation, list)
      if (flushing) return
      flushing = true
      queueMicrotask(flush)
    },
    drop: (plugin) => deliveries.drop(plugin),
    kill,
    gone,
  }
}

const KINDS: ReadonlySet<unknown> = new Set<FromRunner['kind']>(['hello', 'loaded', 'loadFailed', 'unloaded', 'crashed', 'worker', 'pong'])

/** What it says is checked where it is used; here only that it can be asked. */
function isMessage(frame: unknown): frame is FromRunner {
  return typeof frame === 'object' && frame !== null && 'kind' in frame && KINDS.has(frame.kind)
}

/** Plugins get what the core leaves: a gift must be accepted whatever they do with the processors. */
function yieldToCore(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    setPriority(pid, NICE)
  } catch {
    // It is gone already, and whoever waits for it will hear so; or the system refuses, and it runs as fast as the core.
  }
}
