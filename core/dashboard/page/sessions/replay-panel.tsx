import { useSignal } from '@preact/signals'
import type { ReplayAnswer, ReplayPlanView } from '../../../../schemas/types.ts'
import { Button } from '../kit/button.tsx'
import { boundTo, SelectField } from '../kit/field.tsx'
import { Panel } from '../kit/panel.tsx'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import { ReplayPlan } from './replay-plan.tsx'
import * as words from './words.ts'

const SPEEDS = ['1', '10', '100', 'max'] as const

/** Plays a session again. What it would do is looked at first; only then can it be started. */
export function ReplayPanel({ path }: { readonly path: string }) {
  const { client, live, go } = useShell()
  const said = useWords(words)
  const act = useAct()
  const speed = useSignal<string>('10')
  const to = useSignal('')
  const plan = useSignal<ReplayPlanView | undefined>(undefined)
  const plugins = live.status.value?.plugins ?? []
  const order = {
    speed: speed.value === 'max' ? 'max' : Number(speed.value),
    ...(to.value && { to: [to.value] }),
  }

  async function look() {
    await act(async () => {
      plan.value = (await client.ask<ReplayAnswer>(`${path}/replay`, { ...order, dryRun: true })).plan
    })
  }

  async function start() {
    if (await act(() => client.post<ReplayAnswer>(`${path}/replay`, order))) go('sessions')
  }

  return (
    <Panel title={said.replay}>
      <p class="soft">{said.replayHint}</p>
      <div class="form-row">
        <SelectField label={said.speed} {...boundTo(speed)} choices={SPEEDS.map((value) => ({ value, title: said.speeds[value] }))} />
        <SelectField
          label={said.to}
          value={to.value}
          choices={[
            { value: '', title: said.toThose },
            { value: '@games', title: said.games },
            ...plugins.map(({ id, name }) => ({ value: id, title: name })),
          ]}
          onChange={(text) => {
            to.value = text
            plan.value = undefined
          }}
        />
      </div>
      {plan.value && <ReplayPlan plan={plan.value} />}
      <div class="buttons">
        <Button onPress={look}>{said.dryRun}</Button>
        <Button tone="primary" isDisabled={!plan.value} onPress={start}>
          {said.replayStart}
        </Button>
      </div>
    </Panel>
  )
}
