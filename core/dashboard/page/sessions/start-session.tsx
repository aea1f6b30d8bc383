import { useSignal } from '@preact/signals'
import type { SessionAnswer } from '../../../../schemas/types.ts'
import { Button } from '../kit/button.tsx'
import { boundTo, TextArea, TextField } from '../kit/field.tsx'
import { Form } from '../kit/form.tsx'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import { DialogButton } from './dialog-button.tsx'
import * as words from './words.ts'

const PLATFORMS = ['tiktok', 'chaturbate', 'stripchat', 'other']

/** Starts a session by hand, for a live that Showrunner does not hear of by itself. */
export function StartSession({ onStart }: { readonly onStart: () => Promise<void> }) {
  const said = useWords(words)
  return (
    <DialogButton title={said.start}>
      {(close) => (
        <StartForm
          onStart={async () => {
            close()
            await onStart()
          }}
        />
      )}
    </DialogButton>
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
      <TextField label={said.platform} {...boundTo(platform)} suggestions={PLATFORMS} maxLength={40} isRequired />
      <TextField label={said.titleField} {...boundTo(title)} maxLength={200} />
      <TextArea label={said.notesField} {...boundTo(notes)} maxLength={2000} />
      <div class="buttons end">
        <Button type="submit" tone="primary">
          {said.startIt}
        </Button>
      </div>
    </Form>
  )
}
