import type { MessagePort } from 'node:worker_threads'
import type { Plugin } from '#sdk'
import type { FromPort, ToWorker, WorkerTask } from '../protocol.ts'
import { createCalls } from './calls.ts'
import { createDeliveries } from './deliveries.ts'
import { describeFailure } from './failure.ts'
import { createHosts } from './host.ts'
import { loadModule } from './module.ts'
import { createOutbox } from './outbox.ts'
import { createPluginLog } from './plugin-log.ts'
import { createProgress } from './progress.ts'

const BEAT_MS = 500
const START_LIMIT_MS = 10_000
const STOP_LIMIT_MS = 5_000

/** The life of a plugin in its thread: loaded, started, given deliveries, stopped. Resolves when it is over. */
export async function work({ plugin, thread, port, cell }: WorkerTask<MessagePort>): Promise<void> {
  const progress = createProgress(cell)
  const outbox = createOutbox(port, progress)
  const calls = createCalls(outbox, { first: thread, step: plugin.threads })
  const { log, console } = createPluginLog(outbox)
  const stopping = new AbortController()
  const hostFor = createHosts({ id: plugin.plugin, settings: plugin.settings, log, calls, outbox, signal: stopping.signal })
  const host = hostFor()
  const beats = setInterval(progress.beat, BEAT_MS)
  // Before anything of the plugin runs, because it may call the host while it starts.
  const early: ToWorker[] = []
  let deliver = (message: ToWorker) => void early.push(message)
  port.on('message', (message: ToWorker) => (message.kind === 'reply' ? calls.answer(message) : deliver(message)))

  const end = () => {
    outbox.flush()
    clearInterval(beats)
    port.removeAllListeners('message')
  }

  let module: Plugin
  try {
    module = loadModule({ code: plugin.code, filename: plugin.filename, console })
    await within(START_LIMIT_MS, 'It did not start', module.start?.(host))
  } catch (thrown) {
    outbox.flush()
    port.postMessage({ kind: 'failed', error: describeFailure(thrown, plugin.filename).error } satisfies FromPort)
    return end()
  }

  const deliveries = createDeliveries({ plugin, module, hostFor, outbox, progress })
  const stopped = new Promise<number>((resolve) => {
    deliver = (message) => {
      if (message.kind === 'deliver') deliveries.take(message)
      if (message.kind === 'stop') resolve(message.graceMs)
    }
    early.forEach(deliver)
  })
  outbox.flush()
  port.postMessage({ kind: 'loaded' } satisfies FromPort)

  const graceMs = await stopped
  // Half of the time to end by itself; then whoever listens to its signal is asked to.
  const impatient = setTimeout(deliveries.abort, graceMs / 2)
  await deliveries.drained()
  clearTimeout(impatient)
  stopping.abort()
  try {
    await within(STOP_LIMIT_MS, 'It did not stop', module.stop?.(host))
  } catch (thrown) {
    log.warn('The plugin failed while it stopped', { error: describeFailure(thrown, plugin.filename).error })
  }
  end()
}

async function within(limitMs: number, what: string, promise: unknown): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} within ${limitMs} ms`)), limitMs)
  })
  try {
    await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
