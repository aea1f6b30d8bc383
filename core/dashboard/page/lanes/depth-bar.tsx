import type { LaneView } from '../../../../schemas/types.ts'
import { count } from '../kit/numbers.ts'
import { useShell, useWords } from '../shell/shell.ts'
import * as laneWords from './words.ts'

const BANDS = ['critical', 'normal', 'bulk'] as const

/** What waits, by urgency, as a part of what there is room for. */
export function DepthBar({ lane }: { readonly lane: LaneView }) {
  const { language } = useShell()
  const words = useWords(laneWords)
  const said = BANDS.map((band) => `${words.bands[band]} ${count(lane.bands[band], language.value)}`).join(', ')
  return (
    <div class="bar" role="img" aria-label={`${words.picture}: ${said}`} title={said}>
      {BANDS.map((band) => (
        <i key={band} class={band} style={{ width: `${(100 * lane.bands[band]) / lane.max}%` }} />
      ))}
    </div>
  )
}
