import { join } from 'node:path'
import { createEncoder } from '../../core/base/codec.ts'
import { bundle } from '../../core/plugins/bundle.ts'
import { ITEM_FLOATS } from '../../core/sandbox/protocol.ts'
import { createGeneration } from '../../core/sandbox/runner/generation.ts'
import { buildRunnerCode } from '../../core/sandbox/runner-code.ts'
import { readWorkerMessages } from '../../core/sandbox/worker-messages.ts'
import type { UnifiedEvent } from '../../schemas/types.ts'
import { feedFromMemory, type Memory, type Thread } from './from-memory.ts'
import { ROOT } from './host.ts'

type Batch = { readonly count: number; readonly bytes: Uint8Array }

/** Events a second when the very same worker threads are fed from memory: packed once, no log, no schedule, no other process. */
export async function measureLimit(memory: Memory): Promise<number> {
  const encoder = createEncoder()
  const workerFile = join(await buildRunnerCode(ROOT), 'worker.mjs')
  return feedFromMemory(memory, { open, pack })

  async function open(id: string, done: (count: number) => void): Promise<Thread<Batch>> {
    const { code } = await bundle({ folder: join(memory.folder, id), main: 'plugin.ts' })
    const plugin = {
      plugin: id,
      generation: 1,
      code,
      filename: id,
      settings: {},
      grants: {},
      env: {},
      version: '0.1.0',
      concurrency: 8,
      threads: 1,
      timeoutMs: 5000,
      memoryMb: 256,
    }
    return new Promise((resolve) => {
      const generation = createGeneration({ plugin, workerFile, send, onEnd: () => {} })
      const thread: Thread<Batch> = {
        // Given away to the thread, so every plugin gets a copy.
        give: ({ count, bytes }) =>
          generation.deliver({ count, urgent: false, buffer: new Uint8Array(bytes).buffer }, true, encoder.structures()),
        stop: () => generation.stop(1000),
      }
      function send(message: Parameters<Parameters<typeof createGeneration>[0]['send']>[0], sent?: () => void) {
        sent?.()
        if (message.kind === 'loaded') resolve(thread)
        if (message.kind !== 'worker') return
        for (const said of readWorkerMessages(message.messages))
          if (said.kind === 'results') done(said.done.length / 2 + said.results.length)
      }
    })
  }

  function pack(events: readonly UnifiedEvent[], from: number): Batch {
    const packed = events.map((event) => encoder.encode(event))
    const items = new Float64Array(packed.length * ITEM_FLOATS)
    let start = 0
    for (const [n, { length }] of packed.entries()) {
      items.set([from + n, start, length, 4 + 1], n * ITEM_FLOATS)
      start += length
    }
    return { count: packed.length, bytes: Buffer.concat([new Uint8Array(items.buffer), ...packed]) }
  }
}
