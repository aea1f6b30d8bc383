import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { createEncoder } from '../../core/base/codec.ts'
import { bundle } from '../../core/plugins/bundle.ts'
import type { UnifiedEvent } from '../../schemas/types.ts'
import { ROOT } from './host.ts'

const BATCH = 256
const BATCHES_IN_FLIGHT = 2

/** Events a second when plugins run in threads as they are, fed from memory: what a host would have that keeps nothing and trusts everybody. */
export async function measurePlain({
  folder,
  ids,
  events,
  warmUp,
}: {
  folder: string
  ids: readonly string[]
  events: readonly UnifiedEvent[]
  /** So many of them come before those that are counted. */
  warmUp: number
}): Promise<number> {
  const encoder = createEncoder()
  // A reader learns the shapes once, so they are all known before the first batch.
  for (const event of events.slice(0, BATCH)) encoder.encode(event)
  const batches: { readonly lengths: readonly number[]; readonly bytes: Uint8Array }[] = []
  const filename = join(ROOT, 'scripts', 'bench', 'plain-worker.mjs')
  const threads = await Promise.all(
    ids.map(async (id) => {
      const { code } = await bundle({ folder: join(folder, id), main: 'plugin.ts' })
      const workerData = { code, structures: encoder.structures() }
      // Without this program's own arguments, which load a TypeScript loader into every thread.
      return { worker: new Worker(filename, { workerData, execArgv: [] }), given: 0, done: 0 }
    }),
  )
  await Promise.all(threads.map(({ worker }) => new Promise((resolve) => worker.once('message', resolve))))
  const doneByAll = () => threads.reduce((sum, { done }) => sum + done, 0)
  let counting: { readonly from: number; readonly at: number } | undefined
  await new Promise<void>((resolve) => {
    for (const thread of threads) {
      thread.worker.on('message', (count: number) => {
        thread.done += count
        if (!counting && doneByAll() >= warmUp * ids.length) counting = { from: doneByAll(), at: performance.now() }
        feed(thread)
        if (threads.every(({ done }) => done >= events.length)) resolve()
      })
      feed(thread)
    }
  })
  const { from, at } = counting ?? { from: 0, at: Number.NaN }
  const seconds = (performance.now() - at) / 1000
  await Promise.all(threads.map(({ worker }) => worker.terminate()))
  return (doneByAll() - from) / ids.length / seconds

  function feed(thread: (typeof threads)[number]) {
    while (thread.given < events.length && thread.given - thread.done < BATCH * BATCHES_IN_FLIGHT) {
      const { lengths, bytes } = batchAt(thread.given)
      // Given away to the thread, so every plugin gets a copy.
      const { buffer } = new Uint8Array(bytes)
      thread.worker.postMessage({ buffer, lengths }, [buffer])
      thread.given += lengths.length
    }
  }

  /** Packed when the first plugin comes to it; the others get the same bytes. */
  function batchAt(from: number) {
    const known = batches[from / BATCH]
    if (known) return known
    const packed = events.slice(from, from + BATCH).map((event) => encoder.encode(event))
    const batch = { lengths: packed.map(({ length }) => length), bytes: Buffer.concat(packed) }
    batches[from / BATCH] = batch
    return batch
  }
}
