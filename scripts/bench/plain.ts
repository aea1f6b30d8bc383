import { once } from 'node:events'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { createEncoder } from '../../core/base/codec.ts'
import { bundle } from '../../core/plugins/bundle.ts'
import type { UnifiedEvent } from '../../schemas/types.ts'
import { feedFromMemory, type Memory, type Thread } from './from-memory.ts'
import { ROOT } from './host.ts'

type Batch = { readonly lengths: readonly number[]; readonly bytes: Uint8Array }

/** A reader learns the shapes once; all of them come often enough among so many events. */
const TELLING = 256

/** Events a second when plugins run in threads as they are, fed from memory: what a host would have that keeps nothing and trusts everybody. */
export async function measurePlain(memory: Memory): Promise<number> {
  const encoder = createEncoder()
  for (const event of memory.events.slice(0, TELLING)) encoder.encode(event)
  return feedFromMemory(memory, { open, pack })

  async function open(id: string, done: (count: number) => void): Promise<Thread<Batch>> {
    const { code } = await bundle({ folder: join(memory.folder, id), main: 'plugin.ts' })
    const workerData = { code, structures: encoder.structures() }
    // Without this program's own arguments, which load a TypeScript loader into every thread.
    const worker = new Worker(join(ROOT, 'scripts', 'bench', 'plain-worker.mjs'), { workerData, execArgv: [] })
    await once(worker, 'message')
    worker.on('message', done)
    return {
      give({ lengths, bytes }) {
        // Given away to the thread, so every plugin gets a copy.
        const { buffer } = new Uint8Array(bytes)
        worker.postMessage({ buffer, lengths }, [buffer])
      },
      stop: () => worker.terminate(),
    }
  }

  function pack(events: readonly UnifiedEvent[]): Batch {
    const packed = events.map((event) => encoder.encode(event))
    return { lengths: packed.map(({ length }) => length), bytes: Buffer.concat(packed) }
  }
}
