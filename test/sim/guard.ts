import type { LaneConfig } from '../../core/schedule/schedule.ts'
import type { UnifiedEvent } from '../../schemas/types.ts'
import type { Oracle } from './oracle/oracle.ts'
import type { Random } from './random.ts'
import type { Life, Timeline } from './timeline.ts'

export const GUARD = 'guard'

/** A plugin that wants nothing, and looks at some types before others get them. */
export function guardLane(random: Random): LaneConfig {
  const deadlineMs = random.one([10, 60, 400])
  const intercepts = (['chat', 'share', 'question'] as const).filter(() => random.chance(0.6)).map((event) => ({ event, deadlineMs }))
  return { plugin: GUARD, rules: {}, queueMax: 1, concurrency: 1, retry: { attempts: 1, delayMs: 0 }, intercepts }
}

type Parts = {
  readonly random: Random
  readonly life: Life
  readonly timeline: Timeline
  readonly oracle: Oracle
  readonly crash: () => void
}

/** Answers after a while, or not at all; fails now and then, and dies. Its word on an event is always the same. */
export function createGuard({ random, life, timeline, oracle, crash }: Parts) {
  const hides = ({ eventId }: UnifiedEvent) => (Number(eventId.replace(/\D/gu, '')) || 0) % 4 === 0

  return (_: string, events: readonly UnifiedEvent[]): Promise<readonly (string | undefined)[]> => {
    oracle.asked(events)
    return new Promise((resolve, reject) => {
      const dice = random.integer(1, 100)
      if (dice <= 4) life.after(random.integer(0, 30), crash)
      if (dice <= 7) return
      life.after(random.integer(0, random.one([5, 30, 300])), () => {
        timeline.stir()
        const isFailed = dice <= 10
        oracle.judged(events, (event) => (isFailed || !hides(event) ? 'pass' : 'hide'))
        if (isFailed) reject(new Error('It failed'))
        else resolve(events.map((event) => (hides(event) ? 'no' : undefined)))
      })
    })
  }
}
