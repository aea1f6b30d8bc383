import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import { Piscina } from 'piscina'
import {
  type Batch,
  type FromPort,
  type FromRunner,
  ITEM_FLOATS,
  type PluginCode,
  type Reply,
  type Structures,
  type ToWorker,
  type WorkerTask,
} from '../protocol.ts'
import { createCell, createProgress, type Progress } from './progress.ts'

/**
 * States: loading -> running -> stopping -> ended. A death, a hang or a failed start goes to ended from each of them;
 * nothing comes back from there.
 */
type State = 'loading' | 'running' | 'stopping' | 'ended'

type Line = { readonly port: MessagePort; readonly progress: Progress; inFlight: number; structures: number; beat: number; stillMs: number }

type End =
  | { readonly kind: 'unloaded' }
  | { readonly kind: 'loadFailed'; readonly error: string }
  | { readonly kind: 'crashed'; readonly reason: string; readonly atFault: boolean; readonly line?: Line }

export type Generation = {
  deliver(batch: Batch, events: Uint8Array, structures: Structures): void
  reply(reply: Reply): void
  /** Lets it finish what it was given and run its `stop`, within the time. */
  stop(graceMs: number): void
  /** Gives up on it because the whole process is about to go. */
  abandon(reason: string): void
}

const POLL_MS = 100
const START_LIMIT_MS = 15_000
/** A thread that does not end within this after being terminated never will. */
const TERMINATE_LIMIT_MS = 1_000
/** The worker beats twice a second; that long it may be silent between handlers beyond the time-out. */
const BEAT_SLACK_MS = 1_500
const HANDLER_SLACK_MS = 200
const YOUNG_GENERATION_MB = 16

/** One loaded version of a plugin: a pool of threads of its own that lives and dies as a whole. */
export function createGeneration({
  plugin,
  workerFile,
  send,
  onEnd,
}: {
  readonly plugin: PluginCode
  readonly workerFile: string
  readonly send: (message: FromRunner, sent?: () => void) => void
  /** `isStuck`: a thread goes on for ever; only the end of the process stops it. */
  readonly onEnd: (isStuck: boolean) => void
}): Generation {
  const name = { plugin: plugin.plugin, generation: plugin.generation }
  let state: State = 'loading'
  let loading = plugin.threads
  let ending: (() => void) | undefined

  const pool = new Piscina({
    filename: workerFile,
    name: 'work',
    minThreads: plugin.threads,
    maxThreads: plugin.threads,
    atomics: 'disabled',
    env: {},
    trackUnmanagedFds: false,
    resourceLimits: { maxOldGenerationSizeMb: plugin.memoryMb, maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  })
  // A death between tasks comes as an event, and without a listener it would end the process.
  pool.on('error', (error: Error) => end({ kind: 'crashed', reason: error.message, atFault: true }))

  const lines = Array.from({ length: plugin.threads }, (_, thread) => createLine(thread))
  const tasks = lines.map(({ line, task }) =>
    task.catch((error: Error) => {
      drain(line)
      end({ kind: 'crashed', reason: error.message, atFault: true, line })
      return new Promise<never>(() => {})
    }),
  )
  Promise.all(tasks).then(() => {
    // The end of a task can overtake what its worker said before.
    for (const { line } of lines) drain(line)
    end({ kind: 'unloaded' })
  })
  const watch = setInterval(() => {
    for (const { line } of lines) watchLine(line)
  }, POLL_MS)

  function createLine(thread: number) {
    const { port1, port2 } = new MessageChannel()
    const cell = createCell(plugin.concurrency)
    const line: Line = { port: port1, progress: createProgress(cell), inFlight: 0, structures: 0, beat: 0, stillMs: 0 }
    port1.on('message', (message: FromPort) => hear(line, message))
    const task: Promise<unknown> = pool.run({ plugin, thread, port: port2, cell } satisfies WorkerTask<MessagePort>, {
      transferList: [port2],
    })
    return { line, task }
  }

  function hear(line: Line, message: FromPort) {
    if (message.kind === 'failed') return end({ kind: 'loadFailed', error: message.error })
    if (message.kind === 'messages') {
      line.inFlight -= message.settled
      const { count, messages } = message
      return send({ kind: 'worker', ...name, messages }, count > 0 ? () => line.progress.passed(count) : undefined)
    }
    loading -= 1
    if (loading > 0 || state !== 'loading') return
    state = 'running'
    send({ kind: 'loaded', ...name })
  }

  function drain(line: Line) {
    for (let waiting = receiveMessageOnPort(line.port); waiting; waiting = receiveMessageOnPort(line.port))
      hear(line, waiting.message as FromPort)
  }

  /** A thread that stands still for longer than a handler may take is ended. Counted in polls, so that a suspended machine blames nobody. */
  function watchLine(line: Line) {
    const beat = line.progress.beat()
    line.stillMs = beat === line.beat ? line.stillMs + POLL_MS : 0
    line.beat = beat
    const slackMs = line.progress.isInHandler() ? HANDLER_SLACK_MS : BEAT_SLACK_MS
    if (line.stillMs <= (state === 'loading' ? START_LIMIT_MS : plugin.timeoutMs + slackMs)) return
    if (state === 'loading') end({ kind: 'loadFailed', error: `It did not start within ${START_LIMIT_MS} ms` })
    else end({ kind: 'crashed', reason: `Its thread was blocked for more than ${plugin.timeoutMs} ms`, atFault: true, line })
  }

  function end(how: End) {
    if (state === 'ended') return
    const wasLoading = state === 'loading'
    state = 'ended'
    clearInterval(watch)
    ending?.()
    // A thread that is over has the id -1 and will not say so again.
    const alive = pool.threads.filter((thread) => thread.threadId !== -1)
    const exits = alive.map((thread) => new Promise((resolve) => thread.once('exit', resolve)))
    void pool.destroy()
    const late = new Promise<'late'>((resolve) => setTimeout(resolve, TERMINATE_LIMIT_MS, 'late'))
    Promise.race([Promise.all(exits), late]).then((outcome) => {
      report(how, wasLoading)
      onEnd(outcome === 'late')
    })
  }

  function report(how: End, wasLoading: boolean) {
    for (const { line } of lines) {
      drain(line)
      line.port.close()
    }
    if (how.kind === 'loadFailed') return send({ kind: 'loadFailed', ...name, error: how.error })
    if (wasLoading) return send({ kind: 'loadFailed', ...name, error: how.kind === 'crashed' ? how.reason : 'It was unloaded' })
    if (how.kind === 'unloaded') return send({ kind: 'unloaded', ...name })
    const { reason, atFault, line } = how
    const finished = lines.flatMap((each) => each.line.progress.finished())
    send({ kind: 'crashed', ...name, reason, atFault, suspects: line?.progress.suspects() ?? [], finished })
  }

  /** Batches whose order matters all go to one thread, the others to the one with the least to do. */
  function lineFor(ordered: boolean): Line | undefined {
    const all = lines.map(({ line }) => line)
    return ordered ? all[0] : all.reduce((least, line) => (line.inFlight < least.inFlight ? line : least))
  }

  return {
    deliver(batch, events, structures) {
      const line = lineFor(batch.ordered)
      if (state === 'ended' || !line) return
      const bytes = new Uint8Array(batch.items.length + batch.to - batch.from)
      bytes.set(batch.items)
      bytes.set(events.subarray(batch.from, batch.to), batch.items.length)
      const count = batch.items.length / (ITEM_FLOATS * 8)
      line.inFlight += count
      const message: ToWorker = { kind: 'deliver', count, buffer: bytes.buffer, ...(structures.length > line.structures && { structures }) }
      line.structures = structures.length
      line.port.postMessage(message, [bytes.buffer])
    },
    reply(reply) {
      // A thread numbers its calls in steps of the number of threads, beginning with its own number.
      lines[reply.call % lines.length]?.line.port.postMessage({ kind: 'reply', ...reply } satisfies ToWorker)
    },
    stop(graceMs) {
      if (state === 'ended') return
      state = 'stopping'
      for (const { line } of lines) line.port.postMessage({ kind: 'stop', graceMs } satisfies ToWorker)
      const timer = setTimeout(() => end({ kind: 'crashed', reason: 'It did not stop in time', atFault: false }), graceMs)
      ending = () => clearTimeout(timer)
    },
    abandon(reason) {
      if (state === 'ended') return
      const wasLoading = state === 'loading'
      state = 'ended'
      report({ kind: 'crashed', reason, atFault: false }, wasLoading)
    },
  }
}
