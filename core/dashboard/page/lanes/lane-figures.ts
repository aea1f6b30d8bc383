import type { LaneView } from '../../../../schemas/types.ts'
import { duration } from '../kit/duration.ts'
import type { Figure } from '../kit/figures.tsx'
import { count, decimal, milliseconds, percent } from '../kit/numbers.ts'
import type { en } from './words.ts'

const FEW = 0.95

/** How a queue gets on, in numbers. */
export function figuresOf(lane: LaneView, words: typeof en, language: string): readonly Figure[] {
  const number = (value: number) => count(value, language)
  const discarded = Object.values(lane.discarded).reduce((sum, one) => sum + one, 0)
  const isTried = lane.completed + lane.failed > 0
  return [
    { name: words.inFlight, value: number(lane.inFlight) },
    { name: words.oldest, value: lane.depth > 0 ? duration(lane.oldestMs) : '–' },
    { name: words.rate, value: words.perSecond(decimal(lane.perSecond)) },
    { name: words.latency, value: latency(lane.latencyMs.p50, lane.p95Ms), title: words.latencyIs },
    { name: words.success, value: isTried ? percent(lane.successRate) : '–', tone: isTried && lane.successRate < FEW ? 'red' : undefined },
    { name: words.completed, value: number(lane.completed) },
    { name: words.discarded, value: number(discarded), tone: discarded > 0 ? 'gold' : undefined },
    { name: words.dead, value: number(lane.dead), tone: lane.dead > 0 ? 'red' : undefined },
  ]
}

/** Both with the unit once, where it is the same. */
function latency(half: number, most: number): string {
  const [first, last] = [milliseconds(half), milliseconds(most)]
  return most < 1000 ? `${first.replace(' ms', '')} · ${last}` : `${first} · ${last}`
}
