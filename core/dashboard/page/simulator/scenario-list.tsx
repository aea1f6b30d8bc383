import { useSignal } from '@preact/signals'
import type { Scenario, ScenarioAnswer, ScenarioList as Scenarios } from '../../../../schemas/types.ts'
import { useLoad } from '../host/load.ts'
import { Button } from '../kit/button.tsx'
import { Empty } from '../kit/empty.tsx'
import { TextField } from '../kit/field.tsx'
import { Panel } from '../kit/panel.tsx'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import { ScenarioProgress } from './scenario-progress.tsx'
import * as words from './words.ts'

const EVERY_MS = 1000

/** Situations that the host plays by itself, one at a time, with how far it is and a way to stop it. */
export function ScenarioList() {
  const { client } = useShell()
  const said = useWords(words)
  const act = useAct()
  const { value, problem, reload } = useLoad(() => client.get<Scenarios>('/api/scenarios'), { everyMs: EVERY_MS })
  const titleOf = (name: string) => value?.scenarios.find((one) => one.name === name)?.title ?? name

  async function play(name: string, order: Readonly<Record<string, number>>) {
    await act(() => client.post<ScenarioAnswer>(`/api/scenarios/${encodeURIComponent(name)}`, order), said.started(titleOf(name)))
    await reload()
  }

  async function stop(name: string) {
    await act(() => client.delete('/api/scenarios'), said.stopped(titleOf(name)))
    await reload()
  }

  const run = value?.running ?? value?.last
  return (
    <Panel title={said.packs}>
      {problem && !value && <p role="alert">{problem}</p>}
      {run && <ScenarioProgress run={run} title={titleOf(run.name)} stop={() => stop(run.name)} />}
      {value && value.scenarios.length === 0 && <Empty>{said.packsNone}</Empty>}
      <ul class="simulator-packs">
        {value?.scenarios.map((scenario) => (
          <ScenarioRow key={scenario.name} scenario={scenario} isBusy={value.running !== undefined} play={play} />
        ))}
      </ul>
    </Panel>
  )
}

type RowParts = {
  readonly scenario: Scenario
  readonly isBusy: boolean
  readonly play: (name: string, order: Readonly<Record<string, number>>) => Promise<void>
}

function ScenarioRow({ scenario, isBusy, play }: RowParts) {
  const said = useWords(words)
  const seconds = useSignal(scenario.seconds)
  const perSecond = useSignal(scenario.perSecond)
  return (
    <li>
      <h3>{scenario.title}</h3>
      <p class="soft">{scenario.sentence}</p>
      <div class="simulator-pack-order">
        <TextField
          label={said.duration}
          type="number"
          min={1}
          max={86_400}
          value={String(seconds.value)}
          onChange={(typed) => {
            seconds.value = Number(typed) || scenario.seconds
          }}
        />
        <TextField
          label={said.perSecond}
          type="number"
          min={0.01}
          max={500}
          step="any"
          value={String(perSecond.value)}
          onChange={(typed) => {
            perSecond.value = Number(typed) || scenario.perSecond
          }}
        />
        <Button
          isDisabled={isBusy}
          label={`${said.play}: ${scenario.title}`}
          onPress={() => play(scenario.name, { seconds: seconds.value, perSecond: perSecond.value })}
        >
          {said.play}
        </Button>
      </div>
    </li>
  )
}
