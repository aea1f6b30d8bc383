import type { UnifiedEvent } from '../../schemas/types.ts'

const BATCH = 256
const BATCHES_IN_FLIGHT = 2

/** What threads are fed. */
export type Memory = {
  /** Of the plugins. */
  readonly folder: string
  readonly ids: readonly string[]
  readonly events: readonly UnifiedEvent[]
  /** So many of them come before those that are counted. */
  readonly warmUp: number
}

/** A thread that holds a plugin. */
export type Thread<Batch> = { give(batch: Batch): void; stop(): unknown }

type Fed<Batch> = { readonly thread: Thread<Batch>; given: number; done: number }

/** Events a second when every thread gets every event, a few batches ahead of what it has done. */
export async function feedFromMemory<Batch>(
  { ids, events, warmUp }: Pick<Memory, 'ids' | 'events' | 'warmUp'>,
  {
    open,
    pack,
  }: {
    /** Resolves when the plugin takes events; `done` is to hear how many it has handled since. */
    readonly open: (id: string, done: (count: number) => void) => Promise<Thread<Batch>>
    /** Made once, when the first thread comes to it; the others get the same. */
    readonly pack: (events: readonly UnifiedEvent[], from: number) => Batch
  },
): Promise<number> {
  const batches: Batch[] = []
  const all: Fed<Batch>[] = []
  let counting: { readonly from: number; readonly at: number } | undefined
  let finished = () => {}
  const allDone = new Promise<void>((resolve) => {
    finished = resolve
  })
  // The threads go at their own pace: what all of them together have done is what counts.
  const doneByAll = () => all.reduce((sum, { done }) => sum + done, 0)

  function feed(one: Fed<Batch>) {
    while (one.given < events.length && one.given - one.done < BATCH * BATCHES_IN_FLIGHT) {
      const nth = one.given / BATCH
      const batch = batches[nth] ?? pack(events.slice(one.given, one.given + BATCH), one.given)
      batches[nth] = batch
      one.thread.give(batch)
      one.given += Math.min(BATCH, events.length - one.given)
    }
  }

  for (const [index, id] of ids.entries()) {
    const thread = await open(id, (count) => {
      const one = all[index]
      if (!one) return
      one.done += count
      if (!counting && doneByAll() >= warmUp * ids.length) counting = { from: doneByAll(), at: performance.now() }
      feed(one)
      if (all.every(({ done }) => done >= events.length)) finished()
    })
    all.push({ thread, given: 0, done: 0 })
  }
  for (const one of all) feed(one)
  await allDone
  const { from, at } = counting ?? { from: 0, at: Number.NaN }
  const seconds = (performance.now() - at) / 1000
  await Promise.all(all.map(({ thread }) => thread.stop()))
  return (doneByAll() - from) / ids.length / seconds
}
