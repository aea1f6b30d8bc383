import type { Clock } from '../base/clock.ts'
import type { Attempt } from '../store/store.ts'
import type { Item } from './item.ts'
import type { Journal } from './journal.ts'
import type { Outcomes } from './outcomes.ts'
import type { Parked } from './parked.ts'
import type { Retries, Troubled } from './retries.ts'
import { askedDelay, BLOCK_MAX_MS, retryDelay } from './retry.ts'
import type { DeliveryResult, LaneConfig, Marks, SchedulerFact } from './schedule.ts'
import type { Viewers } from './viewers.ts'

const ERROR_BYTES = 4096
const USED_UP = 'Every attempt failed'
const LOST_RUN = 'The host stopped before this delivery was settled'

/** What follows when a try went wrong, or may have: an attempt is charged, and the item is tried again or given up. */
export type Setbacks = {
  failed(item: Item, result: DeliveryResult & { readonly error: string }, now: number): void
  /** It was in flight when its worker died or was stopped. */
  interrupted(item: Item, reason: string, now: number): void
  /** It waited for its first try in this process; one of an earlier process is known, or is presumed. */
  presumed(item: Item, now: number): void
  /** Gives up what waited too long for the retry budget. */
  expire(now: number): void
  /** What was parked and is due is tried again. */
  unpark(now: number): void
  /** What may have run before this start, and had no turn since, may still have run for the next one, however this one ends. */
  keepDoubts(): void
}

/** The setbacks of one plugin. An attempt is durable before the next begins, so that no crash makes it forgotten. */
export function createSetbacks(parts: {
  plugin: string
  marks: Marks
  attempts: ReadonlyMap<number, readonly Attempt[]>
  doubtfulUpTo: number
  limits: () => LaneConfig['retry']
  retries: Retries
  parked: Parked
  viewers: Viewers
  outcomes: Outcomes
  /** Nothing is sent but to try: what waits meanwhile holds up nobody. */
  isShut: () => boolean
  journal: Journal
  clock: Clock
  random: () => number
  onFact: (fact: SchedulerFact) => void
  onReady: () => void
}): Setbacks {
  const { plugin, limits, retries, parked, viewers, outcomes, journal, clock } = parts
  const isoTime = () => new Date(clock.wallTime()).toISOString()

  function charge({ trouble }: Troubled, error: string, durationMs: number): Attempt {
    const attempt = { attempt: trouble.attempts.length + 1, at: isoTime(), durationMs, error: cut(error) }
    trouble.attempts.push(attempt)
    trouble.inFlight = false
    trouble.durable = false
    return attempt
  }

  function retryOnceDurable(item: Troubled, attempt: Attempt) {
    retries.add(item)
    write(item, attempt)
  }

  function write(item: Troubled, attempt: Attempt) {
    journal.attempt({ plugin, seqNo: item.seqNo, ...attempt }, () => {
      item.trouble.durable = true
      parts.onReady()
    })
  }

  function giveUp(item: Item, reason: string) {
    retries.remove(item)
    outcomes.dead(item, reason)
  }

  /** It holds up nobody until then, and so is as good as new when it comes back. */
  function park(item: Troubled, attempt: Attempt) {
    if (!parked.add(item)) return giveUp(item, 'Too many of its events wait for a time that the plugin asked for')
    retries.remove(item)
    viewers.leave(item)
    // It comes when the plugin wants it to: that is no storm.
    item.trouble.counted = false
    write(item, attempt)
  }

  return {
    failed(item, result, now) {
      outcomes.failed()
      if (item.discardable) return outcomes.spent(item, 'failed')
      const guilty = troubled(item, now)
      const { trouble, seqNo } = guilty
      const attempt = charge(guilty, result.error, Math.max(0, result.durationMs || 0))
      const askedMs = askedDelay(result.retryAfterMs)
      const delayMs = askedMs ?? retryDelay(attempt.attempt, limits().delayMs, parts.random)
      const isTooLong = !parts.isShut() && now + delayMs - trouble.since > BLOCK_MAX_MS
      if (result.permanent) return giveUp(guilty, 'The plugin said that trying again cannot help')
      if (attempt.attempt >= limits().attempts) return giveUp(guilty, USED_UP)
      if (isTooLong && askedMs === undefined) return giveUp(guilty, 'It held up the lane for too long')
      trouble.dueAt = now + delayMs
      trouble.counted = true
      trouble.failed = true
      if (askedMs !== undefined && (isTooLong || askedMs > BLOCK_MAX_MS)) park(guilty, attempt)
      else retryOnceDurable(guilty, attempt)
      parts.onFact({ kind: 'retry', plugin, seqNo, attempt: attempt.attempt, delayMs, error: attempt.error })
    },
    interrupted(item, reason, now) {
      outcomes.failed()
      if (item.discardable) return outcomes.spent(item, 'interrupted')
      const suspect = troubled(item, now)
      const attempt = charge(suspect, reason, 0)
      if (attempt.attempt >= limits().attempts) return giveUp(suspect, USED_UP)
      // Alone, so that the next crash shows who it is.
      suspect.trouble.alone = true
      suspect.trouble.dueAt = now
      suspect.trouble.counted = false
      retryOnceDurable(suspect, attempt)
    },
    presumed(item, now) {
      const held = troubled(item, now)
      const { trouble } = held
      const known = trouble.attempts.length
      const limit = limits().attempts
      trouble.since = now
      trouble.dueAt = now
      // Alone, for what was tried when the host stopped may have stopped it.
      trouble.alone = item.recovered && known > 0
      const attempt = item.recovered ? charge(held, LOST_RUN, 0) : undefined
      // The first run that is only presumed does not take the last attempt: most of what waited never ran.
      const isUsedUp = attempt ? known > 0 && known + 1 >= limit : known >= Math.max(limit, 2)
      if (isUsedUp) giveUp(held, USED_UP)
      else if (attempt) retryOnceDurable(held, attempt)
      else retries.add(held)
    },
    expire(now) {
      for (const item of retries.expired(now)) giveUp(item, 'Too many retries of this plugin were due')
    },
    unpark(now) {
      for (const item of parked.due(now)) {
        if (viewers.isBusy(item)) continue
        parked.remove(item)
        item.trouble.since = now
        viewers.enter(item)
        retries.add(item)
      }
    },
    keepDoubts() {
      for (const seqNo of parts.marks.pending(0)) {
        if (seqNo > parts.doubtfulUpTo) return
        const attempt = (parts.attempts.get(seqNo)?.length ?? 0) + 1
        const entry = { plugin, seqNo, attempt, at: isoTime(), durationMs: 0, error: LOST_RUN }
        if (!retries.has(seqNo) && !parked.has(seqNo)) journal.attempt(entry, () => {})
      }
    },
  }
}

function troubled(item: Item, now: number): Troubled {
  item.trouble ??= { attempts: [], since: now, dueAt: now, alone: false, counted: false, failed: false, durable: true, inFlight: false }
  // Just set, which the type of a field cannot say.
  return item as Troubled
}

/** The first 4 KiB, without half a character at the end. */
function cut(error: string): string {
  const bytes = new TextEncoder().encode(error)
  return bytes.length <= ERROR_BYTES ? error : new TextDecoder().decode(bytes.subarray(0, ERROR_BYTES), { stream: true })
}
