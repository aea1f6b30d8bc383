import type { MessagePort } from 'node:worker_threads'
import { Packr } from 'msgpackr'
import { Piscina } from 'piscina'
import type { Act, Advance, FromPort, FromRunner, PluginCode, Reply, Structures, WorkerTask } from '../protocol.ts'
import { createIdleWork } from './idle-work.ts'
import { createLine, type Line, type PackedBatch } from './line.ts'
import { workOf } from './work.ts'

/**
 * States: loading -> running -> stopping -> ended. A death, a hang or a failed start goes to ended from each of them;
 * nothing comes back from there.
 */
type State = 'loading' | 'running' | 'stopping' | 'ended'

type End =
  | { readonly kind: 'unloaded' }
  | { readonly kind: 'loadFailed'; readonly error: string }
  | { readonly kind: 'crashed'; readonly reason: string; readonly atFault: boolean; readonly line?: Line }

export type Generation = {
  /** `ordered`: it holds a sync delivery. */
  deliver(batch: PackedBatch, ordered: boolean, structures: Structures): void
  reply(reply: Reply): void
  act(act: Act): void
  /** A plugin with a virtual clock has one thread. */
  advance(advance: Advance): void
  /** Lets it finish what it was given and run its `stop`, within the time. */
  stop(graceMs: number): void
  /** Gives up on it because the whole process is about to go. */
  abandon(reason: string): void
}

const POLL_MS = 100
/** In less than a second, whether a thread gets a processor is chance. */
const POLLS_A_LOOK = 10
const START_LIMIT_MS = 15_000
/** A thread that does not end within this after being terminated never will. */
const TERMINATE_LIMIT_MS = 1_000
/** The worker beats twice a second; that long it may be silent between handlers beyond the time-out. */
const BEAT_SLACK_MS = 1_500
const HANDLER_SLACK_MS = 200
const YOUNG_GENERATION_MB = 16
/** How long an action may take; see core/sandbox/acts.ts. */
const ACT_LIMIT_MS = 60_000

const packr = new Packr({ useRecords: false })

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
  const idleWork = createIdleWork()
  let polls = 0
  let wasAsked = false
  let actingUntil = 0

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

  const lines = Array.from({ length: plugin.threads }, () => createLine(plugin.concurrency, hear))
  const tasks = lines.map((line, thread) =>
    runThread(line, thread).catch((error: Error) => {
      line.drain()
      end({ kind: 'crashed', reason: error.message, atFault: true, line })
      return new Promise<never>(() => {})
    }),
  )
  Promise.all(tasks).then(() => {
    for (const line of lines) line.drain()
    end({ kind: 'unloaded' })
  })
  const watch = setInterval(() => {
    for (const line of lines) watchLine(line)
    polls += 1
    if (state === 'running' && polls % POLLS_A_LOOK === 0) watchIdleWork()
  }, POLL_MS)

  function runThread({ far }: Line, thread: number): Promise<unknown> {
    return pool.run({ plugin, thread, ...far } satisfies WorkerTask<MessagePort>, { transferList: [far.port] })
  }

  function hear(message: FromPort, line: Line) {
    if (message.kind === 'failed') return end({ kind: 'loadFailed', error: message.error })
    if (message.kind === 'uncaught') return end({ kind: 'crashed', reason: message.error, atFault: true, line })
    if (message.kind === 'messages') {
      const { count, messages } = message
      return send({ kind: 'worker', ...name, messages }, count > 0 ? () => line.passed(count) : undefined)
    }
    loading -= 1
    if (loading > 0 || state !== 'loading') return
    state = 'running'
    send({ kind: 'loaded', ...name })
  }

  /** A thread that stands still for longer than a handler may take is ended. Counted in polls, so that a suspended machine blames nobody. */
  function watchLine(line: Line) {
    const limitMs = plugin.timeoutMs + (line.isInHandler() ? HANDLER_SLACK_MS : BEAT_SLACK_MS)
    if (line.stillMs(POLL_MS) <= (state === 'loading' ? START_LIMIT_MS : limitMs)) return
    if (state === 'loading') end({ kind: 'loadFailed', error: `It did not start within ${START_LIMIT_MS} ms` })
    else end({ kind: 'crashed', reason: `Its thread was blocked for more than ${plugin.timeoutMs} ms`, atFault: true, line })
  }

  function watchIdleWork() {
    const isAsked = wasAsked || performance.now() < actingUntil || lines.some((line) => line.inFlight() > 0)
    wasAsked = lines.some((line) => line.inFlight() > 0)
    const verdict = idleWork.look(workOf(pool.threads), isAsked)
    if (verdict === 'warn') warn('The plugin keeps a processor busy with nothing to do; if it goes on, it is ended as a crash')
    if (verdict === 'end') end({ kind: 'crashed', reason: 'It kept a processor busy for 20 s with nothing to do', atFault: true })
  }

  function warn(message: string) {
    send({ kind: 'worker', ...name, messages: new Uint8Array(packr.pack([{ kind: 'log', level: 'warn', message }])) })
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
    for (const line of lines) {
      line.drain()
      line.close()
    }
    if (how.kind === 'loadFailed') return send({ kind: 'loadFailed', ...name, error: how.error })
    if (wasLoading) return send({ kind: 'loadFailed', ...name, error: how.kind === 'crashed' ? how.reason : 'It was unloaded' })
    if (how.kind === 'unloaded') return send({ kind: 'unloaded', ...name })
    const { reason, atFault, line } = how
    const finished = lines.flatMap((each) => each.finished())
    send({ kind: 'crashed', ...name, reason, atFault, suspects: line?.suspects() ?? [], finished })
  }

  /** Batches whose order matters all go to one thread, the others to the one with the least to do. */
  function lineFor(ordered: boolean): Line | undefined {
    return ordered ? lines[0] : lines.reduce((least, line) => (line.inFlight() < least.inFlight() ? line : least))
  }

  return {
    deliver(batch, ordered, structures) {
      wasAsked = true
      if (state !== 'ended') lineFor(ordered)?.deliver(batch, structures)
    },
    // A thread numbers its calls in steps of the number of threads, beginning with its own number.
    reply: (reply) => lines[reply.call % lines.length]?.reply(reply),
    act(act) {
      actingUntil = performance.now() + ACT_LIMIT_MS
      lines[0]?.act(act)
    },
    advance(advance) {
      actingUntil = performance.now() + ACT_LIMIT_MS
      lines[0]?.advance(advance)
    },
    stop(graceMs) {
      if (state === 'ended') return
      state = 'stopping'
      for (const line of lines) line.stop(graceMs)
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
