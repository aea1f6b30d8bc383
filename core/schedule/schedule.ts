import type { EventType, Subscription, UnifiedEvent } from '../../schemas/types.ts'
import type { Clock } from '../base/clock.ts'
import type { Attempt, BreakerState, Change, Progress, StoredEvent } from '../store/store.ts'

/** A subscription with every default filled in. */
export type LaneRule = {
  readonly priority: number
  readonly mode: 'sync' | 'async'
  readonly discardable: boolean
  readonly streak: 'final' | 'each' | 'both'
  readonly coalesceMs: number
  /** async only: events of one viewer run one after the other. */
  readonly orderBy?: 'user'
  readonly where?: Subscription['where']
}

/** One plugin's lane: what it takes, in which order, and what may be dropped. */
export type LaneConfig = {
  readonly plugin: string
  /** By event type; a type that is not here is not delivered. */
  readonly rules: Readonly<Partial<Record<UnifiedEvent['eventType'], LaneRule>>>
  readonly queueMax: number
  readonly concurrency: number
  readonly retry: { readonly attempts: number; readonly delayMs: number }
  /** Takes events of replays that name nobody; see ReplayMark. */
  readonly replays?: boolean
  /** What the plugin looks at before other lanes get it. */
  readonly intercepts?: readonly Intercept[]
}

/** Events of a type go on after the deadline, milliseconds, when there is no verdict by then. */
export type Intercept = { readonly event: EventType; readonly deadlineMs: number }

/** Which plugin keeps an event from the others, and why. */
export type Hidden = { readonly by: string; readonly reason: string }

/** What became of the events that one plugin was to look at; `late` and `failed` ones passed, too. */
export type InterceptorStatus = {
  readonly plugin: string
  readonly state: 'starting' | 'up' | 'down'
  readonly waiting: number
  readonly passed: number
  readonly hidden: number
  readonly late: number
  readonly failed: number
}

/** One call of a plugin's handler, on its way to the runner. */
export type Dispatch = {
  /** Unique in this process; results name it, and a late one of an older delivery is ignored. */
  readonly deliveryId: number
  readonly seqNo: number
  readonly bytes: Uint8Array
  readonly attempt: number
  readonly redelivered: boolean
  readonly mode: 'sync' | 'async'
  /** Of the critical band: it goes before what was sent and has not begun, except that each 64th turn is another's. */
  readonly urgent?: boolean
}

/** How a delivery ended in the plugin. */
export type DeliveryResult = {
  readonly deliveryId: number
  /** Left out when the handler succeeded. */
  readonly error?: string
  /** A dead letter at once: trying again cannot help. */
  readonly permanent?: boolean
  /** The plugin asks for this long a pause before the next try, milliseconds; bounded to a second and an hour. */
  readonly retryAfterMs?: number
  readonly durationMs: number
}

export type LaneStatus = {
  readonly plugin: string
  readonly state: 'running' | 'paused'
  /** Nothing is sent until it is let go again, although the plugin could. */
  readonly held?: true
  readonly depth: number
  readonly max: number
  readonly bands: { readonly critical: number; readonly normal: number; readonly bulk: number }
  /** Accepted events that wait in the log because the lane is full of what may not be dropped. */
  readonly spilled: number
  /** Wait for the verdict of an interceptor. */
  readonly gated?: number
  readonly inFlight: number
  readonly retrying: number
  readonly breaker: { readonly state: BreakerState['state']; readonly retryInMs?: number }
  readonly completed: number
  readonly failed: number
  readonly dead: number
  readonly discarded: Readonly<Record<string, number>>
  /** Milliseconds the oldest waiting delivery has waited. */
  readonly oldestMs: number
  readonly latencyMs: { readonly p50: number; readonly p99: number }
}

/** How deliveries of one event type ended; each ended one way. */
export type TypeCounts = { readonly completed: number; readonly failed: number; readonly discarded: number }

/** What became of one plugin's deliveries, as of now. */
export type TallyReading = {
  readonly completed: number
  /** Tries that failed. */
  readonly failed: number
  /** Dead letters made. */
  readonly dead: number
  /** Ended without success after they had run: dead letters, and what may be dropped and failed. */
  readonly lost: number
  readonly discarded: Readonly<Record<string, number>>
  /** Milliseconds from acceptance to the end, of all that completed. */
  readonly sumMs: number
  /** How many completed, by slot of that time (core/schedule/slots.ts). */
  readonly slots: Float64Array
  readonly perType: Readonly<Partial<Record<EventType, TypeCounts>>>
}

/** What last happened to one event in one lane, as far as it is still known. Times are monotonic milliseconds; 0 for what did not happen. */
export type TraceRow = {
  readonly plugin: string
  readonly seqNo: number
  readonly priority: number
  /** When it was accepted. */
  readonly since: number
  /** When it was last given to the plugin. */
  readonly sentAt: number
  readonly endedAt: number
  readonly state: 'waiting' | 'sent' | 'completed' | 'discarded' | 'dead'
  /** How often it was given to the plugin. */
  readonly tries: number
  /** Why it was discarded. */
  readonly reason: string | undefined
  /** The event that it had to make room for, or was merged into. */
  readonly by: number | undefined
}

/** Why a lane does not take an event. */
export type Refusal = 'not-subscribed' | 'filtered' | 'history' | 'replay-not-taken'

/** What one lane knows of one event. */
export type LaneLook = {
  readonly plugin: string
  /** unseen: the lane still reads what came before it. settled: owed no more, or never was. */
  readonly state: 'unseen' | 'waiting' | 'running' | 'retrying' | 'settled'
  /** Why its rules leave it out. */
  readonly refusal?: Refusal
  readonly priority?: number
  readonly discardable?: boolean
  /** Milliseconds until it is tried again. */
  readonly retryInMs?: number
  readonly tries: number
  /** The plugin takes deliveries. */
  readonly isReady: boolean
  readonly isHeld: boolean
  readonly isBroken: boolean
  /** The lane was opened, or opened anew, when the event was in the log already; told until the host is started again. */
  readonly isNewer?: true
  /** Set while it is remembered. */
  readonly hidden?: Hidden
}

/** `max`: so many dead letters at most; `dryRun` only counts. */
export type ClearOrder = { readonly max: number; readonly dryRun: boolean }

/** What was dropped, what became dead letters, and what is left because there was too much. */
export type Cleared = { readonly discarded: number; readonly deadLetters: number; readonly left: number }

/** Decides what runs next. Pure: time, randomness, the log and the runner are handed in. */
export type Scheduler = {
  /** Opens a lane, paused. Takes up where `progress` says; without one, from the head on. */
  open(config: LaneConfig, progress: Progress | undefined): void
  /** Changes rules of an open lane; what waits keeps the priority it was given. */
  change(config: LaneConfig): void
  close(plugin: string): void
  /** Closes the lane if it is open, and drops what the plugin is owed: it was switched off, and begins anew when it is opened again. */
  forget(plugin: string): void
  /** The plugin can take deliveries from now on. */
  resume(plugin: string): void
  /** The same, once its code was loaded. Other code than before may be mended: its breaker closes. */
  loaded(plugin: string): void
  /** The plugin cannot; what is in flight is still awaited. */
  pause(plugin: string): void
  /** Fans committed events out, in order of their numbers. */
  accept(events: readonly StoredEvent[]): void
  /** Hands on what could not be kept because the disk is full, to whoever may miss it; once, without a trace in the log. */
  acceptUnkept(events: readonly Pick<StoredEvent, 'event' | 'bytes'>[]): void
  /** `done` holds two numbers for each of many more that succeeded: its delivery and how many milliseconds it took. */
  settle(plugin: string, results: readonly DeliveryResult[], done?: Float64Array): void
  /** The event that a delivery in flight is of; undefined for one that is not, or no longer. */
  seqNoOf(plugin: string, deliveryId: number): number | undefined
  /**
   * What was in flight died with its worker. `suspects` were running then (an attempt is charged to them);
   * `finished` had ended well but were not reported. The rest goes back where it was, uncharged.
   * Without suspects known, each delivery in flight is charged and they come again one at a time.
   * The lane is paused until `resume`.
   */
  crashed(
    plugin: string,
    death: { readonly suspects?: readonly number[]; readonly finished?: readonly number[]; readonly reason: string },
  ): void
  /** By the name of the plugin. */
  status(): readonly LaneStatus[]
  /** Of one lane; undefined when there is none of that plugin. */
  lane(plugin: string): LaneStatus | undefined
  /** Plugins that look at events before others get them. */
  interceptors(): readonly InterceptorStatus[]
  /** Sends nothing to the plugin, whatever its state, until told otherwise; also before its lane is open. */
  hold(plugin: string, isHeld: boolean): void
  /** Counters since the first lane of each plugin was opened, or since `clearTallies`. */
  tallies(): ReadonlyMap<string, TallyReading>
  clearTallies(plugin?: string): void
  /** What every open lane knows of an event of the log. */
  look(event: UnifiedEvent): readonly LaneLook[]
  /** The newest deliveries, of events from one number to another. */
  traced(from: number, to: number): readonly TraceRow[]
  /** Numbers of events that are owed to the plugin, ascending from this one, and whether they are at work. */
  owed(plugin: string, fromSeqNo: number, limit: number): readonly { readonly seqNo: number; readonly isRunning: boolean }[]
  /** Ends what waits: what may be dropped is, and the rest becomes dead letters. Undefined when no lane is open. */
  clear(plugin: string, order: ClearOrder): Cleared | undefined
  /** Drops up to so many that may be dropped; answers how many. */
  relieve(plugin: string, count: number): number
  /** Nothing is in flight, and nothing waits that could run now. */
  isIdle(): boolean
  /**
   * Goes on until nothing waits or the time is up, then stops dispatching for good. What is in flight then is charged as
   * an attempt, for it may have been handled. Resolves when all progress is written.
   */
  drain(timeoutMs: number): Promise<void>
}

/** What one plugin has not settled yet, of all it was shown. */
export type Marks = {
  /** Shown and wanted: pending from now on. */
  add(seqNo: number): void
  /** Shown and of no interest. */
  pass(seqNo: number): void
  settle(seqNo: number): void
  isPending(seqNo: number): boolean
  /** Highest number shown. */
  considered(): number
  /** Everything up to here is settled. */
  mark(): number
  /** How many are pending. */
  count(): number
  /** Pending numbers from this one on, ascending; sees changes made while it runs. */
  pending(fromSeqNo: number): Iterable<number>
  /** What changed since the last time, to be written; undefined when nothing did. */
  takeDirty(): Progress | undefined
  /** The progress taken was not written: it is taken again next time. */
  giveBack(progress: Progress): void
}

/** What a scheduler needs of the others. */
export type SchedulerParts = {
  /** Sends to the plugin's worker, in the order of turns; a batch was sized so that it takes about a millisecond or two. */
  readonly dispatch: (plugin: string, deliveries: readonly Dispatch[]) => void
  readonly write: (change: Change) => Promise<unknown>
  readonly read: (fromSeqNo: number, limit: number) => readonly StoredEvent[]
  readonly attempts: (plugin: string) => ReadonlyMap<number, readonly Attempt[]>
  /** Where a plugin's breaker stood. */
  readonly breaker: (plugin: string) => BreakerState | undefined
  readonly head: () => number
  readonly cleanStart: boolean
  /** The pending set of a plugin; core/store/marks.ts. */
  readonly createMarks: (plugin: string, restored?: Progress) => Marks
  /** Asks a plugin about events, in their order: why one is to be hidden, or nothing. A rejection lets them pass. No event waits for anybody without it. */
  readonly intercept?: (plugin: string, events: readonly UnifiedEvent[]) => Promise<readonly (string | undefined)[]>
  /** So many wait for a verdict that new ones pass unasked; told once, until there is room again. */
  readonly onGateFull?: (waiting: number) => void
  /** Packs an event that was merged while it waited. */
  readonly encode: (event: UnifiedEvent) => Uint8Array
  readonly clock: Clock
  /** So many deliveries of each band are remembered for who asks why; thousands when left out. */
  readonly traceRows?: number
  /** From 0 up to 1. */
  readonly random: () => number
  readonly onFact?: (fact: SchedulerFact) => void
}

/** What is told, not asked: for logs, counters and the dashboard. */
export type SchedulerFact =
  | { readonly kind: 'discarded'; readonly plugin: string; readonly seqNo: number; readonly reason: string }
  | {
      readonly kind: 'retry'
      readonly plugin: string
      readonly seqNo: number
      readonly attempt: number
      readonly delayMs: number
      readonly error: string
    }
  | { readonly kind: 'breaker'; readonly plugin: string; readonly state: BreakerState['state']; readonly error?: string }
  | { readonly kind: 'dead'; readonly plugin: string; readonly seqNo: number; readonly error: string }
