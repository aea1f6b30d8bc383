import { fileURLToPath } from 'node:url'
import { MessageChannel } from 'node:worker_threads'
import { Piscina } from 'piscina'
import { systemClock } from '../../core/base/clock.ts'
import type { Structures } from '../../core/base/codec.ts'
import { createLog } from '../../core/base/log.ts'
import { createSandbox } from '../../core/sandbox/supervisor.ts'
import { ROOT } from './host.ts'

/** Events as each place takes them, made before anything is measured. */
export type Batch = { readonly json: string; readonly packed: readonly Uint8Array[] }

export type Loaded = {
  /** Resolves when every event was handled. */
  deliver(batch: Batch): Promise<void>
  unload(): Promise<void>
}

/** Somewhere a plugin can run. */
export type Place = {
  readonly name: string
  /** Resolves when it takes events. */
  load(id: string, code: string): Promise<Loaded>
  /** The processes that hold plugins. */
  pids(): readonly number[]
  stop(): Promise<void>
}

/** Threads of Piscina as they are, in this process: what a host without a sandbox would be. */
export function createPlainPlace(): Place {
  const filename = fileURLToPath(new URL('sandbox-plain-worker.mjs', import.meta.url))
  return {
    name: 'plain',
    async load(_id, code) {
      // Without this program's own arguments, which load a TypeScript loader into every thread.
      const pool = new Piscina({ filename, minThreads: 1, maxThreads: 1, execArgv: [] })
      const { port1, port2 } = new MessageChannel()
      port1.on('message', ({ call }: { call?: number }) => {
        if (call !== undefined) port1.postMessage({ call, value: 1 })
      })
      await pool.run({ code, port: port2 }, { transferList: [port2] })
      return {
        async deliver({ json }) {
          const failed: unknown = await pool.run(json)
          if (failed !== 0) throw new Error(`${failed} events failed in a plain thread`)
        },
        async unload() {
          port1.close()
          await pool.destroy()
        },
      }
    },
    pids: () => [process.pid],
    stop: async () => {},
  }
}

/** The real sandbox with this isolation. */
export function createSandboxPlace(isolation: 'thread' | 'process' | 'deno', structures: () => Structures): Place {
  const waiting = new Map<string, { left: number; done: () => void; failed: (error: Error) => void }>()
  let deliveries = 0
  const sandbox = createSandbox({
    root: ROOT,
    clock: systemClock,
    random: Math.random,
    log: createLog({ level: 'error' }),
    structures,
    events: {
      settled(plugin, results, done) {
        const waits = waiting.get(plugin)
        if (!waits) return
        for (const { error } of results) if (error !== undefined) waits.failed(new Error(error))
        waits.left -= results.length + done.length / 2
        if (waits.left === 0) waits.done()
      },
      crashed: (plugin, { reason }) => waiting.get(plugin)?.failed(new Error(reason)),
      call: async () => ({ value: 1 }),
      publish() {},
      recovered() {},
      quarantined() {},
      emit() {},
      log() {},
      released() {},
    },
  })
  const limits = { concurrency: 8, threads: 1, timeoutMs: 60_000, memoryMb: 256 }
  return {
    name: isolation,
    async load(id, code) {
      await sandbox.load({ plugin: id, code, filename: id, settings: {}, grants: {}, env: {}, version: '1.0.0', ...limits }, isolation)
      return {
        deliver({ packed }) {
          const all = packed.map((bytes) => {
            deliveries += 1
            return { deliveryId: deliveries, seqNo: deliveries, bytes, attempt: 1, redelivered: false, mode: 'sync' as const }
          })
          return new Promise((done, failed) => {
            waiting.set(id, { left: all.length, done, failed })
            sandbox.deliver(id, all)
          })
        },
        unload: () => sandbox.unload(id, 1000),
      }
    },
    pids: () => sandbox.status().flatMap(({ pid }) => pid ?? []),
    stop: () => sandbox.stop(1000),
  }
}
