import type { Dispatch, LaneConfig, LaneRule, SchedulerFact, SchedulerParts } from '../../core/schedule/schedule.ts'
import { createScheduler } from '../../core/schedule/scheduler.ts'
import { createMarks } from '../../core/store/marks.ts'
import type { Change, StoredEvent } from '../../core/store/store.ts'
import { type EventType, TRIGGER_ID, type UnifiedEvent } from '../../schemas/types.ts'
import { createVirtualClock } from './virtual-clock.ts'

/** A rule with the defaults of a chat. */
export function laneRule(rule: Partial<LaneRule> = {}): LaneRule {
  return { priority: 10, mode: 'sync', discardable: false, streak: 'final', coalesceMs: 0, ...rule }
}

/** A lane of one plugin, `p`. */
export function laneConfig(rules: LaneConfig['rules'], config: Partial<LaneConfig> = {}): LaneConfig {
  return { plugin: 'p', rules, queueMax: 1000, concurrency: 8, retry: { attempts: 4, delayMs: 200 }, ...config }
}

/** A scheduler with a log in memory and a worker that is a list: tests answer for it. */
export function createLaneBench(parts: Partial<SchedulerParts> = {}) {
  const clock = createVirtualClock()
  const log: StoredEvent[] = []
  const sent: Dispatch[] = []
  const batches: number[] = []
  const facts: SchedulerFact[] = []
  const changes: Change[] = []
  const store = { isFull: false }
  const scheduler = createScheduler({
    dispatch: (_, deliveries) => {
      sent.push(...deliveries)
      batches.push(deliveries.length)
    },
    write: async (change) => {
      if (store.isFull) throw new Error('Full')
      changes.push(change)
    },
    read: (fromSeqNo, limit) => log.slice(fromSeqNo - 1, fromSeqNo - 1 + limit),
    attempts: () => new Map(),
    breaker: () => undefined,
    head: () => log.length,
    cleanStart: true,
    createMarks,
    encode: (event) => new TextEncoder().encode(JSON.stringify(event)),
    clock,
    random: () => 0.5,
    onFact: (fact) => facts.push(fact),
    ...parts,
  })

  const add = (eventType: EventType, fields: Record<string, unknown> = {}) => {
    const stored = storedEvent(log.length + 1, eventType, fields)
    log.push(stored)
    return stored
  }
  return {
    scheduler,
    clock,
    sent,
    batches,
    facts,
    changes,
    store,
    /** Into the log, and nowhere else. */
    add,
    accept: (types: readonly EventType[], fields?: Record<string, unknown>) => scheduler.accept(types.map((type) => add(type, fields))),
    /** Opens a lane and waits until it is installed. */
    async open(config: LaneConfig) {
      scheduler.open(config, undefined)
      await clock.advance(0)
      scheduler.resume(config.plugin)
    },
    /** The worker answers everything it was sent. */
    answer(error?: string, durationMs = 1) {
      const results = sent.splice(0).map(({ deliveryId }) => ({ deliveryId, durationMs, ...(error === undefined ? {} : { error }) }))
      scheduler.settle('p', results)
      return results.length
    },
    status() {
      const [status] = scheduler.status()
      if (!status) throw new TypeError('No lane is open')
      return status
    },
  }
}

/** An accepted event, as far as the scheduler looks at it. */
export function storedEvent(seqNo: number, eventType: EventType, fields: Record<string, unknown> = {}): StoredEvent {
  const at = new Date(Date.UTC(2026, 0, 1)).toISOString()
  const event = {
    schemaVersion: '1',
    eventId: `t:1:${seqNo}`,
    eventType,
    triggerId: TRIGGER_ID[eventType],
    seqNo,
    streamId: 't:1',
    sessionId: 's1',
    source: 'live',
    timestamp: at,
    ingestedAt: at,
    payload: {},
    ...fields,
    // The scheduler reads type, source, user and payload, which a test gives where it matters.
  } as unknown as UnifiedEvent
  return { seqNo, event, bytes: new TextEncoder().encode(String(seqNo)) }
}
