import { spawn } from 'node:child_process'
import type { Duplex } from 'node:stream'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/log.ts'
import type { Dispatch } from '../schedule/schedule.ts'
import { holdsAtMost } from './count-values.ts'
import { createDeliveryFrames } from './delivery-frames.ts'
import { keepErrorOutput } from './error-output.ts'
import { createFloodGuard } from './flood-guard.ts'
import { createDataLimit, type DataLimit, type Share } from './launch/data-limit.ts'
import { putLastInLine } from './launch/last-in-line.ts'
import type { Launch } from './launch/launch.ts'
import { openProcessMemory } from './process-memory.ts'
import type { FromRunner, Structures, ToRunner } from './protocol.ts'
import { repeat } from './repeat.ts'
import { createFrames } from './runner/frames.ts'

export type RunnerProcess = {
  readonly name: string
  readonly pid: number | null
  isReady(): boolean
  rssMb(): number
  /** What holds it, as the operator is shown it. */
  layers(): readonly string[]
  send(message: ToRunner): void
  /** Goes out with whatever else is delivered in this turn of the event loop, in one frame. */
  deliver(plugin: string, generation: number, deliveries: readonly Dispatch[]): void
  drop(plugin: string): void
  /** So many messages were in what it said last. */
  heard(messages: number): void
  /** What it may take has changed; resolves when it may. */
  limit(): Promise<void>
  kill(reason: string): void
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>
}

/** More than the most that a worker sends at once: 256 results with an error each. Read in one go, so it bounds how long the core is busy. */
const MAX_FROM_RUNNER_BYTES = 4 * 2 ** 20
/** The longest list that a runner has to send is the 1024 deliveries that finished; what workers say is bytes to it. */
const MAX_VALUES = 2_000
const NO_BYTES = new Uint8Array(0)
const BEAT_MS = 1_000
const MAX_MISSED_BEATS = 5
const MEMORY_CHECK_MS = 50

/** A child process for plugins: no environment, one socket, killed when it stops answering, takes too much memory or floods. */
export function createRunnerProcess({
  name,
  launch,
  clock,
  log,
  structures,
  share,
  onMessage,
  onEnd,
}: {
  readonly name: string
  readonly launch: Launch
  readonly clock: Clock
  readonly log: Logger
  readonly structures: () => Structures
  readonly share: () => Share
  readonly onMessage: (message: FromRunner) => void
  readonly onEnd: (reason: string) => void
}): RunnerProcess {
  const child = spawn(launch.command, launch.args, {
    cwd: launch.cwd,
    env: {},
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    windowsHide: true,
    // In a session of its own: Ctrl+C, which goes to every process of the terminal, would end one that is just starting.
    detached: process.platform !== 'win32',
  })
  const layers = new Set([...launch.layers, 'empty-environment', ...(child.pid === undefined ? [] : putLastInLine(child.pid))])
  const memory = openProcessMemory(child.pid)
  const deliveries = createDeliveryFrames(structures)
  let dataLimit: DataLimit | undefined
  let reason: string | undefined
  let isReady = false
  let isOver = false
  let flushing = false
  let missed = 0
  let beat = 0
  let reportedRssMb = 0

  // A fourth "pipe" is a socket, readable and writable.
  const stream = child.stdio[3] as Duplex
  const frames = createFrames<ToRunner>({
    stream,
    maxBytes: MAX_FROM_RUNNER_BYTES,
    isFit: (packed) => holdsAtMost(MAX_VALUES, packed),
    onFrame: receive,
    onDrain: flush,
    onClose(why) {
      reason ??= why
      child.kill('SIGKILL')
    },
  })
  const guard = createFloodGuard({
    clock,
    pause: () => stream.pause(),
    resume: () => stream.resume(),
    giveUp: () => kill('It floods the core with messages'),
  })
  const stderr = keepErrorOutput(child.stderr, () => kill('It floods its error output'))
  const gone = new Promise<void>((resolve) => {
    child.once('error', (error) => end(error.message, resolve))
    // Not at its exit: what it said last may still be in the socket.
    child.once('close', (code, signal) => end(`It ended with ${signal ?? `code ${code}`}`, resolve))
  })
  const watches = [repeat(clock, BEAT_MS, watchAnswers), repeat(clock, MEMORY_CHECK_MS, watchMemory)]

  function receive(frame: unknown, length: number) {
    missed = 0
    guard.count(length, 1)
    if (!isMessage(frame)) return kill('It broke the protocol: a frame is of no known kind')
    if (frame.kind === 'pong') reportedRssMb = typeof frame.rssMb === 'number' ? frame.rssMb : 0
    else if (frame.kind === 'hello') begin()
    else onMessage(frame)
  }

  function begin() {
    if (isReady || child.pid === undefined) return
    isReady = true
    dataLimit = createDataLimit(child.pid)
    void limit()
  }

  async function limit() {
    if (await dataLimit?.set(share())) layers.add('data-limit')
  }

  function watchAnswers() {
    // Beats are counted, not timed, so that a core that was itself suspended kills nobody.
    if (missed >= MAX_MISSED_BEATS) return kill(`It did not answer for ${MAX_MISSED_BEATS} s`)
    missed += 1
    beat += 1
    frames.send({ kind: 'ping', n: beat })
  }

  function watchMemory() {
    const { usedMb } = share()
    const rss = rssMb()
    if (rss > usedMb) kill(`It took ${Math.round(rss)} MB of memory, more than the ${Math.round(usedMb)} MB its plugins may`)
  }

  const rssMb = () => (isOver ? 0 : (memory.rssMb() ?? reportedRssMb))

  function flush() {
    flushing = false
    while (!isOver && !frames.isFull()) {
      const frame = deliveries.next()
      if (!frame) return
      frames.sendEnding({ ...frame, events: NO_BYTES }, frame.events)
    }
  }

  function kill(why: string) {
    reason ??= why
    child.kill('SIGKILL')
  }

  function end(why: string, resolve: () => void) {
    if (isOver) return
    isOver = true
    for (const cancel of watches) cancel()
    guard.stop()
    memory.close()
    frames.close()
    if (stderr() !== '') log.warn({ runner: name, stderr: stderr() }, 'A runner wrote to its error output')
    resolve()
    onEnd(reason ?? why)
  }

  return {
    name,
    pid: child.pid ?? null,
    isReady: () => isReady && !isOver,
    rssMb,
    layers: () => [...layers],
    send: (message) => void frames.send(message),
    deliver(plugin, generation, list) {
      deliveries.add(plugin, generation, list)
      if (flushing) return
      flushing = true
      queueMicrotask(flush)
    },
    drop: (plugin) => deliveries.drop(plugin),
    heard: (messages) => guard.count(0, messages),
    limit,
    kill,
    gone,
  }
}

const KINDS: ReadonlySet<unknown> = new Set<FromRunner['kind']>(['hello', 'loaded', 'loadFailed', 'unloaded', 'crashed', 'worker', 'pong'])

/** What it says is checked where it is used; here only that it can be asked. */
function isMessage(frame: unknown): frame is FromRunner {
  return typeof frame === 'object' && frame !== null && 'kind' in frame && KINDS.has(frame.kind)
}
