import type { LaneView } from '../../../../schemas/types.ts'
import { Badge } from '../kit/badge.tsx'
import { useWords } from '../shell/shell.ts'
import * as laneWords from './words.ts'

const NEARLY_FULL = 0.8

/** How full a queue is. */
export function levelOf({ depth, max }: LaneView): 'calm' | 'nearly' | 'full' {
  const share = depth / max
  return share >= 1 ? 'full' : share >= NEARLY_FULL ? 'nearly' : 'calm'
}

/** What of a queue is not as usual, in a word each. */
export function LaneState({ lane }: { readonly lane: LaneView }) {
  const words = useWords(laneWords)
  const level = levelOf(lane)
  return (
    <>
      {level !== 'calm' && <Badge tone={level === 'full' ? 'red' : 'gold'}>{level === 'full' ? words.full : words.nearlyFull}</Badge>}
      {lane.panicHeld && <Badge tone="red">{words.panic}</Badge>}
      {!lane.panicHeld && (lane.paused || lane.state === 'paused') && <Badge tone="gold">{words.paused}</Badge>}
      {lane.breaker.state !== 'closed' && <Badge tone="gold">{words.broken}</Badge>}
    </>
  )
}
