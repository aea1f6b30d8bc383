import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import type { Guest, Syscalls } from '../guest/syscalls.ts'
import type { Method } from '../powers.ts'
import type { Advance, FromPort, PluginCode, ToWorker, WorkerTask } from '../protocol.ts'
import { createActing } from './acting.ts'
import { createDeliveries, type Deliveries } from './deliveries.ts'
import { failureOf } from './failure.ts'
import { createLifecycle } from './lifecycle.ts'
import { createOutbox } from './outbox.ts'
import { createPluginLog } from './plugin-log.ts'
import { createProgress } from './progress.ts'
import { collectorOf, createRealm } from './realm.ts'
import { loadScripts } from './scripts.ts'
import { sealRealm } from './seal.ts'
import { memoryOf } from './syscalls/memory.ts'
import { createWebSyscalls } from './syscalls/web.ts'
import { createSystem } from './system.ts'
import { createRealTime } from './time.ts'
import { createVirtualTime, type VirtualTime } from './virtual-time.ts'

const BEAT_MS = 500
const START_LIMIT_MS = 10_000
const STOP_LIMIT_MS = 5_000
const EXIT_AFTER_MS = 1_000

const scripts = loadScripts(new URL('.', import.meta.url))

/** The life of a plugin in its thread: loaded, started, given deliveries, stopped. Resolves when it is over. */
export async function work({ plugin, thread, port, cell }: WorkerTask<MessagePort>): Promise<void> {
  const progress = createProgress(cell)
  const outbox = createOutbox(port, progress)
  const virtual = plugin.clock === 'virtual' ? createVirtualTime() : undefined
  const time = virtual ?? createRealTime()
  const log = createPluginLog(outbox, time)
  const lifecycle = createLifecycle(time)
  let isOver = false
  const say = (message: FromPort) => port.postMessage(message)
  const web = createWebSyscalls({ onTimer: (id) => attempt(() => guest.timer(id)), time })
  const deliveries = createDeliveries({ plugin, guest: () => guest, outbox, progress, time, hear: hearAll })
  const { settled, emitFrom, eventText } = deliveries
  const system = createSystem({
    outbox,
    log,
    time,
    collect: collectorOf(),
    settled,
    emitFrom,
    eventText,
    lifecycle: lifecycle.ended,
    uncaught,
  })
  /** Not once it has crashed: whoever waits hears of that instead. */
  const tell: Syscalls['acted'] = (...ended) => {
    if (!isOver) system.acted(...ended)
  }
  const acting = createActing({ timeoutMs: plugin.timeoutMs, time, guest: () => guest, tell })
  const facts = { ...factsOf(plugin), thread }
  const call = virtual ? noticed(system.call, virtual) : system.call
  const syscalls = { ...web.calls, ...system, call, acted: acting.acted }
  const guest: Guest = createRealm({ scripts, syscalls, facts, maxExternalBytes: plugin.memoryMb * 2 ** 20 })
  sealRealm()

  /** What is thrown where nobody catches costs the plugin its thread: it may be half-way through anything. */
  function uncaught(json: string) {
    if (isOver) return
    isOver = true
    outbox.flush()
    say({ kind: 'uncaught', error: failureOf(json).error })
    // The runner ends the thread when it hears that; an exit of its own could overtake the message.
    setTimeout(() => process.exit(1), EXIT_AFTER_MS)
  }

  function advance({ act, ms }: Advance) {
    if (!virtual) return tell(act, undefined, '{"error":"Its clock is the real one"}')
    virtual.advance(ms, () => tell(act, String(Math.round(virtual.elapsed())), undefined))
  }

  function attempt(work: () => void) {
    try {
      work()
    } catch {
      uncaught('{"error":"It failed where nothing can be said about it, for example because the stack was full"}')
    }
  }

  process.on('unhandledRejection', (reason) => attempt(() => uncaught(guest.describe(reason))))

  const beats = setInterval(progress.beat, BEAT_MS)
  // Before anything of the plugin runs, because it may call the host while it starts.
  const early: ToWorker[] = []
  let take = (message: ToWorker) => void early.push(message)
  const hear = (message: ToWorker) => {
    if (message.kind !== 'reply') return take(message)
    virtual?.answered(message.call)
    attempt(() => reply(guest, message))
  }
  port.on('message', hear)

  function hearAll() {
    // Only the runner speaks on this port; see ToWorker.
    for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) hear(next.message as ToWorker)
  }

  function end() {
    outbox.flush()
    clearInterval(beats)
    web.stop()
    port.off('message', hear)
  }

  const failure =
    guest.load(plugin.code, plugin.filename) ?? (await lifecycle.run('start', guest.start, START_LIMIT_MS, 'It did not start'))
  if (failure !== undefined) {
    outbox.flush()
    say({ kind: 'failed', error: failureOf(failure).error })
    return end()
  }

  const stopped = new Promise<number>((resolve) => {
    take = (message) => {
      if (message.kind === 'deliver') attempt(() => deliveries.take(message))
      if (message.kind === 'act') attempt(() => acting.begin(message))
      if (message.kind === 'advance') advance(message)
      if (message.kind === 'stop') resolve(message.graceMs)
    }
    early.forEach(take)
  })
  outbox.flush()
  say({ kind: 'loaded' })

  await drain(deliveries, await stopped)
  const stopFailure = await lifecycle.run('stop', guest.stop, STOP_LIMIT_MS, 'It did not stop')
  if (stopFailure !== undefined) log('warn', 'The plugin failed while it stopped', JSON.stringify({ error: failureOf(stopFailure).error }))
  end()
}

/** Half of the time to end by itself; then whoever listens to its signal is asked to. */
async function drain(deliveries: Deliveries, graceMs: number): Promise<void> {
  const impatient = setTimeout(deliveries.abort, graceMs / 2)
  await deliveries.drained()
  clearTimeout(impatient)
}

/** Calls that virtual time waits for. */
function noticed(call: Syscalls['call'], virtual: VirtualTime): Syscalls['call'] {
  return (number, method, args, bytes) => {
    const refusal = call(number, method, args, bytes)
    // It was sent, so it is one.
    if (refusal === '') virtual.asked(number, method as Method)
    return refusal
  }
}

function factsOf({ plugin, filename, threads, settings, env, grants, version, declared, tellsWords, clock }: PluginCode) {
  return {
    id: plugin,
    filename,
    threads,
    settings,
    env,
    grants,
    version,
    ...(declared && { declared }),
    ...(tellsWords && { tellsWords }),
    ...(clock && { clock }),
  }
}

function reply(guest: Guest, { call, value, error, bytes }: Extract<ToWorker, { kind: 'reply' }>): void {
  if (bytes) memoryOf(guest.room(0, bytes.length)).set(bytes)
  guest.reply(call, value, error && JSON.stringify(error), bytes !== undefined)
}
