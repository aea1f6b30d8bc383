import { useSignal } from '@preact/signals'
import type { SessionAnswer } from '../../../../schemas/types.ts'
import { Button } from '../kit/button.tsx'
import { Drawer } from '../kit/drawer.tsx'
import { TextArea, TextField } from '../kit/field.tsx'
import { Form } from '../kit/form.tsx'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import * as words from './words.ts'

const PLATFORMS = ['tiktok', 'chaturbate', 'stripchat', 'other']

/** Starts a session by hand, for a live that Showrunner does not hear of by itself. */
export function StartSession({ onStart }: { readonly onStart: () => Promise<void> }) {
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
        {said.start}
      </Button>
      {isOpen.value && (
        <Drawer kind="dialog" title={said.start} onClose={close}>
          <StartForm
            onStart={async () => {
              close()
              await onStart()
            }}
          />
        </Drawer>
      )}
    </>
  )
}

function StartForm({ onStart }: { readonly onStart: () => Promise<void> }) {
  const { client } = useShell()
  const said = useWords(words)
  const act = useAct()
  const platform = useSignal('tiktok')
  const title = useSignal('')
  const notes = useSignal('')

  async function start() {
    const sent = {
      platform: platform.value.trim().toLowerCase(),
      ...(title.value.trim() && { title: title.value.trim() }),
      ...(notes.value.trim() && { notes: notes.value.trim() }),
    }
    if (await act(() => client.post<SessionAnswer>('/api/sessions', sent), said.started)) await onStart()
  }

  return (
    <Form onSend={start}>
      <TextField
        label={said.platform}
        value={platform.value}
        suggestions={PLATFORMS}
        maxLength={40}
        isRequired
        onChange={(text) => {
          platform.value = text
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
          {said.startIt}
        </Button>
      </div>
    </Form>
  )
}
