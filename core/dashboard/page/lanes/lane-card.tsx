import type { LaneView } from '../../../../schemas/types.ts'
import { Badge } from '../kit/badge.tsx'
import { Figures } from '../kit/figures.tsx'
import { Foreign } from '../kit/foreign.tsx'
import { count } from '../kit/numbers.ts'
import { useShell, useWords } from '../shell/shell.ts'
import { DepthBar } from './depth-bar.tsx'
import { LaneControls } from './lane-controls.tsx'
import { figuresOf } from './lane-figures.ts'
import { LaneState, levelOf } from './lane-state.tsx'
import * as laneWords from './words.ts'

/** One plugin's queue: how full, what of, and how it gets on. */
export function LaneCard({ lane, onChanged }: { readonly lane: LaneView; readonly onChanged: () => unknown }) {
  const { language } = useShell()
  const words = useWords(laneWords)
  const number = (value: number) => count(value, language.value)
  return (
    <article class="panel lane" data-plugin={lane.plugin} data-level={levelOf(lane)} aria-label={lane.name}>
      <div class="lane-head">
        <h2>
          <a href={`#/lanes/${encodeURIComponent(lane.plugin)}`}>
            <Foreign text={lane.name} />
          </a>
        </h2>
        <LaneState lane={lane} />
        {lane.spilled > 0 && <Badge tone="gold">{words.spilled(number(lane.spilled))}</Badge>}
        <span class="depth">{`${number(lane.depth)} / ${number(lane.max)}`}</span>
      </div>
      <DepthBar lane={lane} />
      <Figures items={figuresOf(lane, words, language.value)} />
      <LaneControls lane={lane} onChanged={onChanged} />
    </article>
  )
}
