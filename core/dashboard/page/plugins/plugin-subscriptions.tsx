import { useSignal } from '@preact/signals'
import type { SubscriptionList, SubscriptionRow } from '../../../../schemas/types.ts'
import { useLoad } from '../host/load.ts'
import { Button } from '../kit/button.tsx'
import { Panel } from '../kit/panel.tsx'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import * as eventWords from '../words/events.ts'
import type { PluginParts } from './plugin-parts.ts'
import * as words from './words.ts'

/** What a plugin listens to, and how: a table that is edited in place. */
export function PluginSubscriptions({ plugin }: PluginParts) {
  const { client, confirm } = useShell()
  const said = useWords(words)
  const act = useAct()
  const path = `/api/plugins/${encodeURIComponent(plugin.id)}/subscriptions`
  const { value, problem, reload } = useLoad(() => client.get<SubscriptionList>(path), { again: [path] })
  if (problem) return <p role="alert">{problem}</p>
  if (!value) return null

  async function save({ changed: _, ...sent }: SubscriptionRow) {
    await act(() => client.put(path, { subscriptions: [sent] }), said.subscriptionsSaved(plugin.name))
    await reload()
  }

  async function reset() {
    if (!(await confirm.ask({ title: said.resetQuestion(plugin.name), text: said.resetAnswer, yes: said.reset }))) return
    await act(() => client.delete(path), said.subscriptionsSaved(plugin.name))
    await reload()
  }

  return (
    <Panel title={said.tabs.subscriptions}>
      <table class="table plugins-events">
        <thead>
          <tr>
            {[said.event, said.enabled, said.priority, said.mode, said.discardable].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {value.subscriptions.map((row) => (
            <SubscriptionFields key={row.event} row={row} save={save} />
          ))}
        </tbody>
      </table>
      <p class="soft">{said.subscriptionsHint}</p>
      <p class="buttons">
        <Button isDisabled={!value.subscriptions.some(({ changed }) => changed)} onPress={reset}>
          {said.reset}
        </Button>
      </p>
    </Panel>
  )
}

/** One event of the table. What is changed is saved at once; a number, when the field is left. */
function SubscriptionFields({ row, save }: { readonly row: SubscriptionRow; readonly save: (row: SubscriptionRow) => Promise<void> }) {
  const said = useWords(words)
  const types = useWords(eventWords).names
  const priority = useSignal<number | undefined>(undefined)
  const name = types[row.event] ?? row.event
  const label = (column: string) => `${name}: ${column}`
  const draft = useSignal<SubscriptionRow | undefined>(undefined)
  const shown = draft.value ?? row

  /** What is changed while an earlier change is still on its way is changed on top of it. */
  async function change(fields: Partial<SubscriptionRow>) {
    const next = { ...shown, ...fields }
    draft.value = next
    await save(next)
    if (draft.value === next) draft.value = undefined
  }

  function savePriority() {
    const typed = priority.value
    priority.value = undefined
    if (typed !== undefined && typed !== shown.priority) void change({ priority: Math.max(0, Math.min(100, Math.round(typed))) })
  }

  return (
    <tr data-event={row.event} data-changed={row.changed}>
      <th scope="row">
        {name}
        {row.changed && <small class="plugins-changed">{said.changed}</small>}
      </th>
      <td data-title={said.enabled}>
        <input
          type="checkbox"
          aria-label={label(said.enabled)}
          checked={shown.enabled}
          onChange={(event) => change({ enabled: event.currentTarget.checked })}
        />
      </td>
      <td data-title={said.priority}>
        <input
          type="number"
          min={0}
          max={100}
          aria-label={label(said.priority)}
          value={priority.value ?? shown.priority}
          onInput={(event) => {
            priority.value = event.currentTarget.value === '' ? undefined : event.currentTarget.valueAsNumber
          }}
          onBlur={savePriority}
          onKeyDown={(event) => event.key === 'Enter' && savePriority()}
        />
      </td>
      <td data-title={said.mode}>
        <select
          aria-label={label(said.mode)}
          value={shown.mode}
          onChange={(event) => change({ mode: event.currentTarget.value === 'sync' ? 'sync' : 'async' })}
        >
          <option value="sync">{said.modes.sync}</option>
          <option value="async">{said.modes.async}</option>
        </select>
      </td>
      <td data-title={said.discardable}>
        <input
          type="checkbox"
          aria-label={label(said.discardable)}
          checked={shown.discardable}
          onChange={(event) => change({ discardable: event.currentTarget.checked })}
        />
      </td>
    </tr>
  )
}
