import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { PluginSettings } from '../../../../schemas/types.ts'
import { changesBetween } from '../form/change.ts'
import { faultsOf } from '../form/fault.ts'
import { SchemaForm } from '../form/schema-form.tsx'
import { schemaOfValues, shapeOf } from '../form/shape.ts'
import * as formWords from '../form/words.ts'
import { useLoad } from '../host/load.ts'
import { Refusal, sentenceOf } from '../host/refusal.ts'
import { Button } from '../kit/button.tsx'
import { Empty } from '../kit/empty.tsx'
import { Foreign } from '../kit/foreign.tsx'
import { Form } from '../kit/form.tsx'
import { Panel } from '../kit/panel.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import type { PluginParts } from './plugin-parts.ts'
import * as words from './words.ts'

/** The form of a plugin's settings, made of its JSON Schema. */
export function PluginSettingsForm({ plugin }: PluginParts) {
  const { client } = useShell()
  const said = useWords(words)
  const path = `/api/plugins/${encodeURIComponent(plugin.id)}/settings`
  const { value, problem, reload } = useLoad(() => client.get<PluginSettings>(path), { again: [path] })
  if (problem) return <p role="alert">{problem}</p>
  if (!value) return null
  const isEmpty = !value.schema && Object.keys(value.values).length === 0
  if (isEmpty)
    return (
      <Panel title={said.tabs.settings}>
        <Empty>{said.settingsNone}</Empty>
      </Panel>
    )
  return <SettingsForm key={JSON.stringify(value.values)} name={plugin.name} path={path} settings={value} reload={reload} />
}

type FormParts = { readonly name: string; readonly path: string; readonly settings: PluginSettings; readonly reload: () => Promise<void> }

/** A form that keeps what was typed until it is saved or discarded, and asks before it is lost. */
function SettingsForm({ name, path, settings, reload }: FormParts) {
  const { client, toasts } = useShell()
  const said = useWords(words)
  const fields = useWords(formWords)
  const draft = useSignal<Readonly<Record<string, unknown>>>(settings.values)
  const refused = useSignal<Readonly<Record<string, string>>>({})
  const shape = shapeOf(settings.schema ?? schemaOfValues(settings.values))
  const changes = changesBetween(settings.values, draft.value)
  const isChanged = Object.keys(changes).length > 0
  const faults = { ...refused.value, ...faultsOf(shape, draft.value, fields) }
  useUnsaved(isChanged)

  /** A dry run looks at them as the host would, and changes nothing. */
  async function send(isDry: boolean) {
    refused.value = {}
    try {
      await client.put(path, changes, isDry ? { query: { dryRun: true } } : {})
    } catch (error) {
      if (error instanceof Refusal && error.path) refused.value = { [error.path]: error.message }
      toasts.bad(sentenceOf(error))
      return
    }
    toasts.good(isDry ? said.tested : said.saved(name))
    if (!isDry) await reload()
  }

  function discard() {
    draft.value = settings.values
    refused.value = {}
  }

  const isFaulty = Object.keys(faultsOf(shape, draft.value, fields)).length > 0
  return (
    <Panel title={said.tabs.settings}>
      {settings.problem && (
        <p class="plugins-why" role="alert">
          {said.settingsProblem} <Foreign text={settings.problem} />
        </p>
      )}
      {!settings.schema && <p class="soft">{said.settingsPlain}</p>}
      <Form onSend={() => send(false)}>
        <SchemaForm
          id="setting"
          shape={shape}
          value={draft.value}
          faults={faults}
          words={fields}
          onChange={(next) => {
            draft.value = Object(next)
          }}
        />
        <p class="buttons">
          <Button type="submit" tone="primary" isDisabled={!isChanged || isFaulty}>
            {said.save}
          </Button>
          <Button isDisabled={!isChanged || isFaulty} onPress={() => send(true)}>
            {said.test}
          </Button>
          <Button isDisabled={!isChanged} onPress={discard}>
            {said.undo}
          </Button>
          {isChanged && <span class="soft">{said.unsaved}</span>}
        </p>
      </Form>
    </Panel>
  )
}

/** Asks before a page with changes is left. */
function useUnsaved(isChanged: boolean) {
  const { confirm, guard } = useShell()
  const said = useWords(words)
  useEffect(() => {
    if (!isChanged) return
    guard(() => confirm.ask({ title: said.leaveQuestion, text: said.leaveAnswer, yes: said.leave }))
    return () => guard(undefined)
  }, [isChanged, confirm, guard, said])
}
