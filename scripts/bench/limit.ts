import { join } from 'node:path'
import { createEncoder } from '../../core/base/codec.ts'
import { bundle } from '../../core/plugins/bundle.ts'
import { ITEM_FLOATS } from '../../core/sandbox/protocol.ts'
import { createGeneration, type Generation } from '../../core/sandbox/runner/generation.ts'
import { buildRunnerCode } from '../../core/sandbox/runner-code.ts'
import { readWorkerMessages } from '../../core/sandbox/worker-messages.ts'
import type { UnifiedEvent } from '../../schemas/types.ts'

const BATCH = 256
const BATCHES_IN_FLIGHT = 2

type Fed = { readonly generation: Generation; given: number; done: number; feed: () => void }

/** Events a second when the very same worker threads are fed from memory: packed once, no log, no schedule, no other process. */
export async function measureLimit({
  root,
  folder,
  ids,
  events,
  warmUp,
}: {
  root: string
  folder: string
  ids: readonly string[]
  events: readonly UnifiedEvent[]
  /** So many of them come before those that are counted. */
  warmUp: number
}): Promise<number> {
  const encoder = createEncoder()
  const workerFile = join(await buildRunnerCode(root), 'worker.mjs')
  const batches: { count: number; bytes: Uint8Array }[] = []
  const fed: Fed[] = []
  let finished = () => {}
  const allDone = new Promise<void>((resolve) => {
    finished = resolve
  })
  for (const id of ids) fed.push(await load(id))
  // The threads go at their own pace: what all of them together have done is what counts.
  const doneByAll = () => fed.reduce((sum, { done }) => sum + done, 0)
  let counting: { readonly from: number; readonly at: number } | undefined
  for (const each of fed) each.feed()
  await allDone
  const { from, at } = counting ?? { from: 0, at: Number.NaN }
  const seconds = (performance.now() - at) / 1000
  for (const { generation } of fed) generation.stop(1000)
  return (doneByAll() - from) / fed.length / seconds

  async function load(id: string): Promise<Fed> {
    const { code } = await bundle({ folder: join(folder, id), main: 'plugin.ts' })
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
      const one: Fed = { generation: createGeneration({ plugin, workerFile, send, onEnd: () => {} }), given: 0, done: 0, feed }
      function send(message: Parameters<Parameters<typeof createGeneration>[0]['send']>[0], sent?: () => void) {
        sent?.()
        if (message.kind === 'loaded') resolve(one)
        if (message.kind !== 'worker') return
        for (const said of readWorkerMessages(message.messages))
          if (said.kind === 'results') one.done += said.done.length / 2 + said.results.length
        if (!counting && doneByAll() >= warmUp * ids.length) counting = { from: doneByAll(), at: performance.now() }
        if (one.done < events.length) feed()
        else if (fed.every(({ done }) => done >= events.length)) finished()
      }
      function feed() {
        while (one.given < events.length && one.given - one.done < BATCH * BATCHES_IN_FLIGHT) {
          const { count, bytes } = batchAt(one.given)
          // Given away to the thread, so every plugin gets a copy.
          one.generation.deliver({ count, urgent: false, buffer: new Uint8Array(bytes).buffer }, true, encoder.structures())
          one.given += count
        }
      }
    })
  }

  /** Packed when the first plugin comes to it; the others get the same bytes. */
  function batchAt(from: number) {
    const index = from / BATCH
    const known = batches[index]
    if (known) return known
    const packed = events.slice(from, from + BATCH).map((event) => encoder.encode(event))
    const items = new Float64Array(packed.length * ITEM_FLOATS)
    let start = 0
    for (const [n, { length }] of packed.entries()) {
      items.set([from + n, start, length, 4 + 1], n * ITEM_FLOATS)
      start += length
    }
    const batch = { count: packed.length, bytes: Buffer.concat([new Uint8Array(items.buffer), ...packed]) }
    batches[index] = batch
    return batch
  }
}
