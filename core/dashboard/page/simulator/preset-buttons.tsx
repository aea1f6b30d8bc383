import { useSignal } from '@preact/signals'
import { Button } from '../kit/button.tsx'
import { Panel } from '../kit/panel.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import { PRESETS, type Preset, presetInput } from './presets.ts'
import { sendMany } from './send-many.ts'
import * as words from './words.ts'

/** What people test most, one press each. */
export function PresetButtons() {
  const { client } = useShell()
  const said = useWords(words)
  const answer = useSignal<{ readonly text: string; readonly tone: 'green' | 'red' } | undefined>(undefined)

  async function send(preset: Preset) {
    const problem = await sendMany({
      times: preset.times,
      send: (index) => client.post(`/api/simulate/${preset.type}`, presetInput(preset, index), { again: 'never' }),
      onSent: (sent) => {
        answer.value = { text: `${said.presetNames[preset.id]}: ${said.sent(sent)}`, tone: 'green' }
      },
      signal: new AbortController().signal,
    })
    if (problem) answer.value = { text: problem, tone: 'red' }
  }

  return (
    <Panel title={said.presets}>
      <div class="buttons">
        {PRESETS.map((preset) => (
          <Button key={preset.id} onPress={() => send(preset)}>
            {said.presetNames[preset.id]}
          </Button>
        ))}
      </div>
      <p class="simulator-answer" role="status" data-tone={answer.value?.tone}>
        <bdi>{answer.value?.text}</bdi>
      </p>
    </Panel>
  )
}
