import type { Attempt, Change, DeadLetter, Progress, StoredEvent } from '../../core/store/store.ts'
import type { Random } from './random.ts'
import type { Timeline } from './timeline.ts'

type Waiting = { readonly change: Change; readonly resolve: () => void; readonly reject: (cause: Error) => void }

/** A log and what became of it, with commits that take time, fail when told, and are cut off by a crash. */
export function createDisk({ timeline, random }: { timeline: Timeline; random: Random }) {
  const log: StoredEvent[] = []
  const progress = new Map<string, { considered: number; pages: Map<number, Uint8Array> }>()
  const attempts = new Map<string, Map<number, Attempt[]>>()
  const deadLetters: DeadLetter[] = []
  let waiting: Waiting[] = []
  let life = timeline.createLife()
  let isFull = false

  function commit(change: Change) {
    for (const { plugin, considered, pages } of change.progress ?? []) {
      const kept = progress.get(plugin) ?? { considered: 0, pages: new Map<number, Uint8Array>() }
      for (const [number, bits] of pages) {
        if (bits) kept.pages.set(number, bits.slice())
        else kept.pages.delete(number)
      }
      progress.set(plugin, { considered, pages: kept.pages })
    }
    for (const { plugin, seqNo, ...attempt } of change.attempts ?? []) {
      const ofPlugin = attempts.get(plugin) ?? new Map<number, Attempt[]>()
      ofPlugin.set(seqNo, [...(ofPlugin.get(seqNo) ?? []), attempt])
      attempts.set(plugin, ofPlugin)
    }
    deadLetters.push(...(change.deadLetters ?? []))
  }

  return {
    deadLetters,
    append(events: readonly StoredEvent[]) {
      log.push(...events)
    },
    setFull(next: boolean) {
      isFull = next
    },
    head: () => log.length,
    read: (fromSeqNo: number, limit: number) => log.slice(fromSeqNo - 1, fromSeqNo - 1 + limit),
    attempts: (plugin: string) => attempts.get(plugin) ?? new Map<number, Attempt[]>(),
    progress(plugin: string): Progress | undefined {
      const kept = progress.get(plugin)
      return kept && { plugin, considered: kept.considered, pages: new Map([...kept.pages].map(([page, bits]) => [page, bits.slice()])) }
    },
    /** Whether a restart would not deliver this again. */
    isSettled(plugin: string, seqNo: number) {
      const kept = progress.get(plugin)
      if (!kept || seqNo > kept.considered) return false
      const bits = kept.pages.get(Math.floor(seqNo / 4096))
      const bit = seqNo % 4096
      return bits === undefined || ((bits[bit >> 3] ?? 0) & (1 << (bit & 7))) === 0
    },
    write(change: Change): Promise<void> {
      const willFail = isFull
      return new Promise((resolve, reject) => {
        const entry = { change, resolve, reject }
        waiting.push(entry)
        life.after(random.integer(0, 6), () => {
          waiting = waiting.filter((each) => each !== entry)
          if (willFail) return reject(new Error('The disk is full'))
          commit(change)
          resolve()
        })
      })
    },
    /** Power is gone: what was being written is there or is not, the earlier part first. */
    crash() {
      for (const { change } of waiting.slice(0, random.integer(0, waiting.length))) if (!isFull) commit(change)
      waiting = []
      life.die()
      life = timeline.createLife()
    },
  }
}

export type Disk = ReturnType<typeof createDisk>
