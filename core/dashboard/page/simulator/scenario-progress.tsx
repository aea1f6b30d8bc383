import type { ScenarioRun } from '../../../../schemas/types.ts'
import { now } from '../host/now.ts'
import { Badge } from '../kit/badge.tsx'
import { Button } from '../kit/button.tsx'
import { count } from '../kit/numbers.ts'
import { useShell, useWords } from '../shell/shell.ts'
import * as words from './words.ts'

const TONES = { running: 'green', ended: 'grey', stopped: 'gold', failed: 'red' } as const

/** How far a scenario is; of one that is over, what became of it. */
export function ScenarioProgress({
  run,
  title,
  stop,
}: {
  readonly run: ScenarioRun
  readonly title: string
  readonly stop: () => Promise<void>
}) {
  const { language } = useShell()
  const said = useWords(words)
  const isRunning = run.state === 'running'
  const done = isRunning ? Math.min(1, (now.value - Date.parse(run.startedAt)) / 1000 / run.seconds) : 1
  return (
    <div class="simulator-run" data-state={run.state}>
      <p>
        <b>{title}</b> <Badge tone={TONES[run.state]}>{said.states[run.state]}</Badge>{' '}
        <span class="soft">{said.events(count(run.events, language.value))}</span>
      </p>
      {isRunning && <progress value={done} max={1} aria-label={title} />}
      {run.detail && <p class="soft">{run.detail}</p>}
      {isRunning && (
        <Button tone="danger" onPress={stop}>
          {said.stop}
        </Button>
      )}
    </div>
  )
}
