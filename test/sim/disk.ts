import { HostError } from '../../core/base/errors.ts'
import { eventHash } from '../../core/base/event-hash.ts'
import type { Attempt, BreakerState, Change, DeadLetter, NewEvent, Progress, SessionRow, StoredEvent } from '../../core/store/store.ts'
import type { UnifiedEvent } from '../../schemas/types.ts'
import type { Random } from './random.ts'
import type { Timeline } from './timeline.ts'

type Waiting = { readonly change: Change; resolve(events: readonly StoredEvent[]): void; reject(cause: Error): void }
/** As core/store/sqlite/sqlite.ts has it. */
const UNHURRIED_MS = 200

type Kept = { considered: number; readonly pages: Map<number, Uint8Array> }

/**
 * What a store keeps, with commits that take time and hold together what came before them, fail when told, and are cut off by a crash; and what is unhurried,
 * which a crash takes until it is on the disk.
 */
export function createDisk(parts: { timeline: Timeline; random: Random; pack: (event: UnifiedEvent) => Uint8Array }) {
  const { timeline, random, pack } = parts
  const log: StoredEvent[] = []
  const progress = new Map<string, Kept>()
  const attempts = new Map<string, Map<number, Attempt[]>>()
  const breakers = new Map<string, BreakerState>()
  const deadLetters: Omit<DeadLetter, 'id'>[] = []
  const sessions: SessionRow[] = []
  let queued: Waiting[] = []
  let committing: readonly Waiting[] = []
  let unsynced: Change[] = []
  let life = timeline.createLife()
  let isFull = false

  function append(events: readonly NewEvent[]): readonly StoredEvent[] {
    const ingestedAt = new Date(life.wallTime()).toISOString()
    const stored = events.map((given, index) => {
      const seqNo = log.length + 1 + index
      // A new event with its number and time is an event; the compiler loses track of the union.
      const event = { ...given, seqNo, ingestedAt } as UnifiedEvent
      return { seqNo, event, bytes: pack(event) }
    })
    log.push(...stored)
    return stored
  }

  function keepProgress({ plugin, considered, pages }: Progress) {
    const kept = progress.get(plugin) ?? { considered, pages: new Map<number, Uint8Array>() }
    kept.considered = considered
    for (const [number, bits] of pages) {
      if (bits) kept.pages.set(number, bits)
      else kept.pages.delete(number)
    }
    progress.set(plugin, kept)
  }

  function keepAttempt(plugin: string, seqNo: number, attempt: Attempt) {
    const ofPlugin = attempts.get(plugin) ?? new Map<number, Attempt[]>()
    ofPlugin.set(seqNo, [...(ofPlugin.get(seqNo) ?? []), attempt])
    attempts.set(plugin, ofPlugin)
  }

  function commit(change: Change): readonly StoredEvent[] {
    for (const plugin of change.forgotten ?? []) for (const kept of [progress, attempts, breakers]) kept.delete(plugin)
    for (const each of change.progress ?? []) keepProgress(each)
    for (const { plugin, seqNo, ...attempt } of change.attempts ?? []) keepAttempt(plugin, seqNo, attempt)
    for (const breaker of change.breakers ?? []) breakers.set(breaker.plugin, breaker)
    if (change.deadLetters) deadLetters.push(...change.deadLetters)
    return change.events ? append(change.events) : []
  }

  function sync() {
    for (const change of unsynced) commit(change)
    unsynced = []
  }

  function write(changes: readonly Change[]): readonly (readonly StoredEvent[])[] {
    if (changes.some(({ isUnhurried }) => !isUnhurried)) {
      sync()
      return changes.map(commit)
    }
    unsynced.push(...changes)
    life.after(UNHURRIED_MS, sync)
    return changes.map(() => [])
  }

  function beginCommit() {
    if (committing.length > 0 || queued.length === 0) return
    committing = queued
    queued = []
    const willFail = isFull
    life.after(random.integer(0, 6), () => {
      const done = committing
      committing = []
      timeline.stir()
      const stored = willFail ? [] : write(done.map(({ change }) => change))
      for (const [n, { resolve, reject }] of done.entries()) {
        if (willFail) reject(new HostError('STORE_FULL', 'The disk is full'))
        else resolve(stored[n] ?? [])
      }
      beginCommit()
    })
  }

  return {
    log,
    deadLetters,
    head: () => log.length,
    read: (fromSeqNo: number, limit: number) => log.slice(Math.max(0, fromSeqNo - 1), fromSeqNo - 1 + limit),
    recentIds: ({ max }: { max: number }) => log.slice(-max).map(({ event }) => eventHash(event.eventId)),
    attempts: (plugin: string): ReadonlyMap<number, readonly Attempt[]> => new Map(attempts.get(plugin)),
    breaker: (plugin: string) => breakers.get(plugin),
    progress(plugin: string): Progress | undefined {
      sync()
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
    write(change: Change): Promise<readonly StoredEvent[]> {
      return new Promise((resolve, reject) => {
        queued.push({ change, resolve, reject })
        beginCommit()
      })
    },
    sessions: createSessions(sessions),
    setFull(next: boolean) {
      isFull = next
    },
    /** In order. */
    close: sync,
    /** Power is gone: the commit under way is there whole or not at all, and nothing after it; what is unhurried may be gone, too. */
    crash() {
      const isKept = !isFull && random.chance(0.5)
      if (isKept || random.chance(0.5)) sync()
      unsynced = []
      if (isKept) for (const { change } of committing) commit(change)
      queued = []
      committing = []
      life.die()
      life = timeline.createLife()
    },
  }
}

function createSessions(rows: SessionRow[]) {
  return {
    open(session: Pick<SessionRow, 'streamId' | 'roomId' | 'name' | 'title' | 'source'>): SessionRow {
      const number = rows.length + 1
      const end = { startedAt: '', endedAt: null, endReason: null }
      const row: SessionRow = { ...session, sessionId: `s${number}`, number, status: 'active', ...end }
      rows.push(row)
      return row
    },
    find: () => rows.at(-1),
    list: () => rows,
    close() {},
  }
}

export type Disk = ReturnType<typeof createDisk>
