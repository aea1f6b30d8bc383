import type { UnifiedEvent } from '../../schemas/types.ts'
import type { Clock } from '../base/clock.ts'
import type { Breaker } from './breaker.ts'
import type { LaneGate } from './gate.ts'
import type { InFlight } from './in-flight.ts'
import type { Parked } from './parked.ts'
import type { Retries } from './retries.ts'
import type { RuleBook } from './rules.ts'
import type { LaneLook, Marks } from './schedule.ts'

type Parts = {
  plugin: string
  gate: LaneGate
  marks: Marks
  book: RuleBook
  inFlight: InFlight
  retries: Retries
  parked: Parked
  isRunning: boolean
  isHeld: boolean
  breaker: Breaker
  clock: Clock
}

/** Says where an event is in a lane; walks what is at work and tried again, so it is for who asks and not for the hot path. */
export function lookAt(event: UnifiedEvent, parts: Parts): LaneLook {
  const { plugin, marks, book, inFlight, retries, parked, clock } = parts
  const { seqNo } = event
  const isPending = marks.isPending(seqNo)
  // What is settled, as most of it is, is neither at work nor tried again.
  const tried = isPending ? [...retries.all(), ...parked.all()].find((item) => item.seqNo === seqNo) : undefined
  const rule = book.ruleOf(event)
  const refusal = book.refusalOf(event)
  const hidden = parts.gate.hiddenFrom(event, plugin)

  function state(): LaneLook['state'] {
    if (!isPending) return seqNo > marks.considered() ? 'unseen' : 'settled'
    if (inFlight.seqNos().has(seqNo)) return 'running'
    return tried ? 'retrying' : 'waiting'
  }

  return {
    plugin,
    state: state(),
    ...(refusal && { refusal }),
    ...(rule && { priority: rule.priority, discardable: rule.discardable }),
    ...(tried && { retryInMs: Math.max(0, tried.trouble.dueAt - clock.now()) }),
    tries: tried?.trouble.attempts.length ?? 0,
    isReady: parts.isRunning,
    isHeld: parts.isHeld,
    isBroken: !parts.breaker.isClosed(),
    ...(hidden && { hidden }),
  }
}
