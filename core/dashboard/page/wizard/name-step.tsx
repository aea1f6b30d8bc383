import { useSignal } from '@preact/signals'
import type { SourceState } from '../../../../schemas/types.ts'
import { Button } from '../kit/button.tsx'
import { boundTo, TextField } from '../kit/field.tsx'
import { Form } from '../kit/form.tsx'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import * as wizardWords from './words.ts'

// As schemas/settings.v1.schema.json has it: a name, or the address of a profile.
const TIKTOK_NAME = /^((https?:\/\/)?((www|m)\.)?tiktok\.com\/)?@?[A-Za-z0-9_][A-Za-z0-9_.]{1,29}([/?#].*)?$/

/** Who is live: one field. */
export function NameStep({ onNext }: { readonly onNext: () => void }) {
  const { client, live } = useShell()
  const words = useWords(wizardWords)
  const act = useAct()
  const name = useSignal(followedIn(live.status.value?.source))
  const wrong = useSignal<string | undefined>(undefined)
  const save = async () => {
    const username = name.value.trim()
    wrong.value = TIKTOK_NAME.test(username) ? undefined : words.nameWrong
    if (wrong.value) return
    const isKept = await act(async () => await client.patch('/api/settings', { tiktok: { username } }), words.nameSaved)
    if (isKept) onNext()
  }
  return (
    <Form class="stack" onSend={save}>
      <h2>{words.nameTitle}</h2>
      <p class="soft">{words.nameText}</p>
      <TextField label={words.username} placeholder="@luna" {...boundTo(name)} error={wrong.value} isRequired autoFocus maxLength={100} />
      <div class="buttons end">
        <Button onPress={onNext}>{words.skip}</Button>
        <Button type="submit" tone="primary" isDisabled={name.value.trim() === ''}>
          {words.next}
        </Button>
      </div>
    </Form>
  )
}

/** The name that was typed before: one that is wrong can be looked at, and mended. */
function followedIn(source: SourceState | undefined): string {
  return source?.kind === 'tiktok' ? (source.streamId ?? '').replace(/^tiktok:/, '@') : ''
}
