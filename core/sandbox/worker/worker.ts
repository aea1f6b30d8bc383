import type { MessagePort } from 'node:worker_threads'
import type { Guest } from '../guest/syscalls.ts'
import type { FromPort, PluginCode, ToWorker, WorkerTask } from '../protocol.ts'
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

const BEAT_MS = 500
const START_LIMIT_MS = 10_000
const STOP_LIMIT_MS = 5_000

const scripts = loadScripts(new URL('.', import.meta.url))

/** The life of a plugin in its thread: loaded, started, given deliveries, stopped. Resolves when it is over. */
export async function work({ plugin, thread, port, cell }: WorkerTask<MessagePort>): Promise<void> {
  const progress = createProgress(cell)
  const outbox = createOutbox(port, progress)
  const log = createPluginLog(outbox)
  const lifecycle = createLifecycle()
  const say = (message: FromPort) => port.postMessage(message)
  const web = createWebSyscalls({ onTimer: (id) => attempt(() => guest.timer(id)) })
  const deliveries = createDeliveries({ plugin, guest: () => guest, outbox, progress })
  const { settled, emitFrom } = deliveries
  const system = createSystem({ outbox, log, collect: collectorOf(), settled, emitFrom, lifecycle: lifecycle.ended, uncaught })
  const facts = { ...factsOf(plugin), thread }
  const guest: Guest = createRealm({ scripts, syscalls: { ...web.calls, ...system }, facts, maxExternalBytes: plugin.memoryMb * 2 ** 20 })
  sealRealm()

  /** What is thrown where nobody catches costs the plugin its thread: it may be half-way through anything. */
  function uncaught(json: string) {
    outbox.flush()
    say({ kind: 'uncaught', error: failureOf(json).error })
    // The message is on its way once this turn is over.
    setImmediate(() => process.exit(1))
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
  const hear = (message: ToWorker) => (message.kind === 'reply' ? attempt(() => reply(guest, message)) : take(message))
  port.on('message', hear)

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
      if (message.kind === 'act') attempt(() => guest.act(message.act, message.action, message.input))
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

function factsOf({ plugin, filename, threads, settings, env, grants, version }: PluginCode) {
  return { id: plugin, filename, threads, settings, env, grants, version }
}

function reply(guest: Guest, { call, value, error, bytes }: Extract<ToWorker, { kind: 'reply' }>): void {
  if (bytes) memoryOf(guest.room(0, bytes.length)).set(bytes)
  guest.reply(call, value, error && JSON.stringify(error), bytes !== undefined)
}
