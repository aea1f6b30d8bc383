import { useSignal } from '@preact/signals'
import type { ActionList, ActionView } from '../../../../schemas/types.ts'
import { ActionForm } from '../form/action-form.tsx'
import { useLoad } from '../host/load.ts'
import { Empty } from '../kit/empty.tsx'
import { Foreign } from '../kit/foreign.tsx'
import { Panel } from '../kit/panel.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import type { PluginParts } from './plugin-parts.ts'
import * as words from './words.ts'

/** What a plugin does for others, to be tried. */
export function PluginActions({ plugin }: PluginParts) {
  const { client } = useShell()
  const said = useWords(words)
  const { value, problem } = useLoad(() => client.get<ActionList>('/api/actions'), { again: [plugin.id] })
  if (problem) return <p role="alert">{problem}</p>
  if (!value) return null
  const own = value.actions.filter(({ id }) => id.startsWith(`${plugin.id}.`))
  if (own.length === 0)
    return (
      <Panel title={said.tabs.actions}>
        <Empty>{said.actionsNone}</Empty>
      </Panel>
    )
  return (
    <>
      {own.map((action) => (
        <PluginAction key={action.id} action={action} />
      ))}
    </>
  )
}

function PluginAction({ action }: { readonly action: ActionView }) {
  const said = useWords(words)
  const answer = useSignal<{ readonly value: unknown } | undefined>(undefined)
  return (
    <Panel title={action.id}>
      <p class="soft">
        <Foreign text={action.description} />
      </p>
      <ActionForm
        action={action}
        button={said.tryIt}
        onDone={(value) => {
          answer.value = { value }
        }}
      />
      <div role="status">
        {answer.value && <p>{answer.value.value === undefined ? said.answeredNothing : said.answered}</p>}
        {answer.value && answer.value.value !== undefined && (
          <pre class="plugins-answer">
            <Foreign text={JSON.stringify(answer.value.value, null, 2)} />
          </pre>
        )}
      </div>
    </Panel>
  )
}
