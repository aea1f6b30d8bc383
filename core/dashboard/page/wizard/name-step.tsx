import { useSignal } from '@preact/signals'
import { Button } from '../kit/button.tsx'
import { TextField } from '../kit/field.tsx'
import { Form } from '../kit/form.tsx'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import * as wizardWords from './words.ts'

/** Who is live: one field. */
export function NameStep({ onNext }: { readonly onNext: () => void }) {
  const { client } = useShell()
  const words = useWords(wizardWords)
  const act = useAct()
  const name = useSignal('')
  const save = async () => {
    const username = name.value.trim()
    const isKept = await act(async () => await client.patch('/api/settings', { tiktok: { username } }), words.nameSaved)
    if (isKept) onNext()
  }
  return (
    <Form class="stack" onSend={save}>
      <h2>{words.nameTitle}</h2>
      <p class="soft">{words.nameText}</p>
      <TextField
        label={words.username}
        placeholder="@luna"
        value={name.value}
        isRequired
        autoFocus
        maxLength={100}
        onChange={(value) => {
          name.value = value
        }}
      />
      <div class="buttons end">
        <Button onPress={onNext}>{words.skip}</Button>
        <Button type="submit" tone="primary" isDisabled={name.value.trim() === ''}>
          {words.next}
        </Button>
      </div>
    </Form>
  )
}
