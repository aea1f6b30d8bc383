import type { UnifiedEvent } from '../../schemas/types.ts'
import type { Attempt } from '../store/store.ts'
import type { Rule } from './rules.ts'

/** One event in one plugin's queue. Small: there is one for every delivery. */
export type Item = {
  /** 0 when it is not in the log. */
  readonly seqNo: number
  readonly priority: number
  readonly discardable: boolean
  readonly rule: Rule
  /** Set where events of one viewer run one after the other. */
  readonly viewer: string | undefined
  bytes: Uint8Array
  /** Monotonic time of acceptance. */
  readonly since: number
  /** Accepted before this start, after a stop that was not in order: it may have been handled. */
  readonly recovered: boolean
  trouble: Trouble | undefined
  merge: Merge | undefined
  /** Where its trace is (trace.ts). */
  readonly row: number
  /** The batch it is in flight with. */
  batch: Batch | undefined
}

/** Of an item that was tried, and failed or may have failed. */
export type Trouble = {
  readonly attempts: Attempt[]
  /** Since when it holds up what is no more urgent. */
  since: number
  dueAt: number
  /** Charged with a crash that may be another's: it runs with nothing else in flight. */
  alone: boolean
  /** The next try counts as a retry of what failed; what only may have run does not. */
  counted: boolean
  /** The handler failed on it, since the breaker was closed. */
  failed: boolean
  /** The attempts are committed, so it may run. */
  durable: boolean
  inFlight: boolean
}

/** Events of one viewer that were put together while they waited. */
export type Merge = { readonly viewer: string; event: UnifiedEvent; readonly others: number[] }

/** Deliveries that were sent together and are urgent, or are not; and how many sync ones of them are open. */
export type Batch = { open: number; readonly isUrgent: boolean }
