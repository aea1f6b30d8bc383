import type { ReplayList as Replays, ReplayView } from '../../../../schemas/types.ts'
import { useLoad } from '../host/load.ts'
import { Badge } from '../kit/badge.tsx'
import { Button } from '../kit/button.tsx'
import { Foreign } from '../kit/foreign.tsx'
import { percent } from '../kit/numbers.ts'
import { Panel } from '../kit/panel.tsx'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import { nameOf } from './session-name.tsx'
import * as words from './words.ts'

const EVERY_MS = 1000
const SHOWN = 3
const TONES = { running: 'green', ended: 'grey', stopped: 'gold', failed: 'red' } as const

/** The replays that run or ran last; nothing when there was none. */
export function ReplayList() {
  const { client } = useShell()
  const said = useWords(words)
  const { value, reload } = useLoad(() => client.get<Replays>('/api/replays'), { everyMs: EVERY_MS })
  if (!value || value.replays.length === 0) return null
  return (
    <Panel title={said.replays}>
      <ul class="sessions-replays">
        {value.replays.slice(0, SHOWN).map((replay) => (
          <ReplayLine key={replay.id} replay={replay} reload={reload} />
        ))}
      </ul>
    </Panel>
  )
}

function ReplayLine({ replay, reload }: { readonly replay: ReplayView; readonly reload: () => Promise<void> }) {
  const { client } = useShell()
  const said = useWords(words)
  const act = useAct()
  const name = nameOf({ ...replay.of, title: null }, said.number)

  async function stop() {
    await act(() => client.delete(`/api/replays/${encodeURIComponent(replay.id)}`))
    await reload()
  }

  return (
    <li>
      <p>
        <Foreign text={name} class="who" /> <Badge tone={TONES[replay.state]}>{said.replayStates[replay.state]}</Badge>{' '}
        <Foreign text={replay.detail} class="soft" />
      </p>
      {replay.state === 'running' && <progress value={replay.done} max={1} aria-label={said.replaying(percent(replay.done))} />}
      {replay.state === 'running' && (
        <Button tone="danger" onPress={stop}>
          {said.stop}
        </Button>
      )}
    </li>
  )
}
