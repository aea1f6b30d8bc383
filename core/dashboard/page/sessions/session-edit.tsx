import { useSignal } from '@preact/signals'
import type { Session } from '../../../../schemas/types.ts'
import { Button } from '../kit/button.tsx'
import { Drawer } from '../kit/drawer.tsx'
import { TextArea, TextField } from '../kit/field.tsx'
import { Form } from '../kit/form.tsx'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import * as words from './words.ts'

type Parts = { readonly session: Session; readonly path: string; readonly onSave: () => Promise<void> }

/** Name, title and what the operator wants to remember of a session. */
export function SessionEdit({ session, path, onSave }: Parts) {
  const said = useWords(words)
  const isOpen = useSignal(false)
  const close = () => {
    isOpen.value = false
  }
  return (
    <>
      <Button
        onPress={() => {
          isOpen.value = true
        }}
      >
        {said.edit}
      </Button>
      {isOpen.value && (
        <Drawer kind="dialog" title={said.edit} onClose={close}>
          <EditForm
            session={session}
            path={path}
            onSave={async () => {
              close()
              await onSave()
            }}
          />
        </Drawer>
      )}
    </>
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
      <TextField
        label={said.name}
        value={name.value}
        maxLength={200}
        onChange={(text) => {
          name.value = text
        }}
      />
      <TextField
        label={said.titleField}
        value={title.value}
        maxLength={200}
        onChange={(text) => {
          title.value = text
        }}
      />
      <TextArea
        label={said.notesField}
        value={notes.value}
        maxLength={2000}
        onChange={(text) => {
          notes.value = text
        }}
      />
      <div class="buttons end">
        <Button type="submit" tone="primary">
          {said.save}
        </Button>
      </div>
    </Form>
  )
}
