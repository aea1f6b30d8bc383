import type { ActionList, ActionView, ViewerCard } from '../../../../schemas/types.ts'
import { ActionForm } from '../form/action-form.tsx'
import { useLoad } from '../host/load.ts'
import { Button } from '../kit/button.tsx'
import { Empty } from '../kit/empty.tsx'
import { Foreign } from '../kit/foreign.tsx'
import { Panel } from '../kit/panel.tsx'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import { deedIn } from './plugin-words.ts'
import { isComplete, userInput } from './user-input.ts'
import * as words from './words.ts'

type User = ViewerCard['user']

/** What plugins can do with a person: one press where nothing else has to be said, else a form. */
export function PersonActions({ user }: { readonly user: User }) {
  const { client } = useShell()
  const said = useWords(words)
  const { value, problem } = useLoad(() => client.get<ActionList>('/api/actions'))
  const actions = (value?.actions ?? []).flatMap((action) => {
    const given = userInput(action, user)
    return given ? [{ action, given }] : []
  })
  return (
    <Panel title={said.actions}>
      {problem && <p role="alert">{problem}</p>}
      {value && actions.length === 0 && <Empty>{said.noActions}</Empty>}
      <ul class="moderation-actions">
        {actions.map(({ action, given }) => (
          <li key={action.id}>
            {isComplete(action, given) ? <QuickAction action={action} given={given} /> : <FilledAction action={action} given={given} />}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

type ActionParts = { readonly action: ActionView; readonly given: Readonly<Record<string, unknown>> }

function QuickAction({ action, given }: ActionParts) {
  const { client, language } = useShell()
  const name = deedIn(action, language.value)
  const said = useWords(words)
  const act = useAct()
  return (
    <Button onPress={() => act(() => client.post(`/api/actions/${encodeURIComponent(action.id)}`, given), said.ran(name))}>
      <Foreign text={name} />
    </Button>
  )
}

function FilledAction({ action, given }: ActionParts) {
  const { toasts, language } = useShell()
  const name = deedIn(action, language.value)
  const said = useWords(words)
  return (
    <details>
      <summary>
        <Foreign text={name} />
      </summary>
      <ActionForm action={action} given={given} button={said.run} onDone={() => toasts.good(said.ran(name))} />
    </details>
  )
}
