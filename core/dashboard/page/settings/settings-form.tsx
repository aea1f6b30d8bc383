import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Settings } from '../../../../schemas/types.ts'
import { Refusal, sentenceOf } from '../host/refusal.ts'
import { Button } from '../kit/button.tsx'
import { TextArea, TextField } from '../kit/field.tsx'
import { Form } from '../kit/form.tsx'
import { Panel } from '../kit/panel.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import { draftOf, type Place, patchOf } from './draft.ts'
import * as settingsWords from './words.ts'

/** The settings that people change. Nothing is sent before Save, and then all of it or nothing. */
export function SettingsForm({ settings, onSaved }: { readonly settings: Settings; readonly onSaved: () => Promise<void> }) {
  const { client, confirm, guard, toasts } = useShell()
  const words = useWords(settingsWords)
  const before = draftOf(settings)
  const draft = useSignal(before)
  const wrong = useSignal<{ readonly place: string; readonly sentence: string } | undefined>(undefined)
  const patch = patchOf(before, draft.value)
  const isChanged = Object.keys(patch).length > 0

  const leave = { title: words.leave, text: words.leaveText, yes: words.leaveYes }
  useEffect(() => {
    guard(isChanged ? () => confirm.ask(leave) : undefined)
    return () => guard(undefined)
  }, [isChanged])

  const save = async () => {
    try {
      await client.patch('/api/settings', patch)
      guard(undefined)
      toasts.good(words.saved)
      await onSaved()
    } catch (error) {
      wrong.value = { place: error instanceof Refusal ? (error.path ?? '') : '', sentence: sentenceOf(error) }
      toasts.bad(sentenceOf(error))
    }
  }
  const reset = () => {
    draft.value = before
    wrong.value = undefined
  }
  const field = (place: Place, label: string, hint?: string) => ({
    label,
    ...(hint !== undefined && { hint }),
    value: draft.value[place],
    error: wrong.value?.place.slice(1).startsWith(place) ? wrong.value.sentence : undefined,
    onChange: (value: string) => {
      draft.value = { ...draft.value, [place]: value }
    },
  })
  const number = { type: 'number', min: 1, step: 1 } as const
  return (
    <Form class="stack" onSend={save} isSelfChecked>
      <Panel title={words.connection}>
        <div class="form-row">
          <TextField {...field('tiktok/username', words.username, words.usernameHint)} />
          <TextField {...field('server/port', words.port, words.restart)} type="number" min={0} max={65535} placeholder="3000" />
          <TextField {...field('server/host', words.host, `${words.hostHint} ${words.restart}`)} placeholder="127.0.0.1" />
        </div>
        <TextArea {...field('server/allowedHosts', words.allowedHosts, `${words.allowedHint} ${words.restart}`)} rows={2} />
      </Panel>
      <Panel title={words.keeping}>
        <div class="form-row">
          <TextField {...field('retention/personalDays', words.personalDays, words.usual('30'))} {...number} placeholder="30" />
          <TextField {...field('retention/eventDays', words.eventDays, words.usual('90'))} {...number} placeholder="90" />
          <TextField {...field('retention/deadLetterDays', words.deadLetterDays, words.usual('30'))} {...number} placeholder="30" />
          <TextField {...field('retention/sessionDays', words.sessionDays, words.usual('365'))} {...number} placeholder="365" />
          <TextField {...field('backup/everyHours', words.everyHours, words.everyHint)} {...number} />
          <TextField {...field('backup/keep', words.keep, words.usual('7'))} {...number} placeholder="7" />
        </div>
      </Panel>
      <div class="buttons save-bar" data-changed={isChanged}>
        <Button type="submit" tone="primary" isDisabled={!isChanged}>
          {words.save}
        </Button>
        <Button onPress={reset} isDisabled={!isChanged}>
          {words.undo}
        </Button>
      </div>
    </Form>
  )
}
