import type { LaneView } from '../../../../schemas/types.ts'
import { Button } from '../kit/button.tsx'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import * as laneWords from './words.ts'

/** Holds a queue and lets it go on; and for who may, how many threads its plugin has. */
export function LaneControls({ lane, onChanged }: { readonly lane: LaneView; readonly onChanged: () => unknown }) {
  const { client, me } = useShell()
  const words = useWords(laneWords)
  const act = useAct()
  const place = `/api/lanes/${encodeURIComponent(lane.plugin)}`
  const turn = () => act(async () => await client.post(`${place}/${lane.paused ? 'resume' : 'pause'}`)).then(onChanged)
  const thread = (threads: number) => () => act(async () => await client.put(`${place}/threads`, { threads })).then(onChanged)
  return (
    <div class="lane-controls">
      <Button onPress={turn} isPressed={lane.paused} label={`${lane.paused ? words.resume : words.pause}: ${lane.name}`}>
        {lane.paused ? words.resume : words.pause}
      </Button>
      {me.role === 'admin' && (
        <fieldset class="threads" aria-label={words.threadsOf(lane.name)}>
          <span class="soft">{words.threads}</span>
          <Button onPress={thread(lane.threads - 1)} isDisabled={lane.threads <= 1} label={`${words.threadsOf(lane.name)} −1`}>
            −
          </Button>
          <output>{lane.threads}</output>
          <Button
            onPress={thread(lane.threads + 1)}
            isDisabled={lane.threads >= lane.threadsMax}
            label={`${words.threadsOf(lane.name)} +1`}
          >
            +
          </Button>
        </fieldset>
      )}
    </div>
  )
}
