import { useSignal } from '@preact/signals'
import type { Session } from '../../../../schemas/types.ts'
import { Button } from '../kit/button.tsx'
import { boundTo, TextArea, TextField } from '../kit/field.tsx'
import { Form } from '../kit/form.tsx'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import { DialogButton } from './dialog-button.tsx'
import * as words from './words.ts'

type Parts = { readonly session: Session; readonly path: string; readonly onSave: () => Promise<void> }

/** Name, title and what the operator wants to remember of a session. */
export function SessionEdit({ session, path, onSave }: Parts) {
  const said = useWords(words)
  return (
    <DialogButton title={said.edit}>
      {(close) => (
        <EditForm
          session={session}
          path={path}
          onSave={async () => {
            close()
            await onSave()
          }}
        />
      )}
    </DialogButton>
  )
}

function EditForm({ session, path, onSave }: Parts) {
  const { client } = useShell()
  const said = useWords(words)
  const act = useAct()
  const name = useSignal(session.name ?? '')
  const title = useSignal(session.title ?? '')
  const notes = useSignal(session.notes)

  async function save() {
    const sent = { name: name.value.trim() || null, title: title.value.trim() || null, notes: notes.value }
    if (await act(() => client.patch(path, sent), said.saved)) await onSave()
  }

  return (
    <Form onSend={save}>
      <TextField label={said.name} {...boundTo(name)} maxLength={200} />
      <TextField label={said.titleField} {...boundTo(title)} maxLength={200} />
      <TextArea label={said.notesField} {...boundTo(notes)} maxLength={2000} />
      <div class="buttons end">
        <Button type="submit" tone="primary">
          {said.save}
        </Button>
      </div>
    </Form>
  )
}
