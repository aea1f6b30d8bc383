import { type Signal, useSignal } from '@preact/signals'
import { Button } from '../kit/button.tsx'
import { boundTo, TextField } from '../kit/field.tsx'
import { Form } from '../kit/form.tsx'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import { callModeration } from './hidden.ts'
import * as words from './words.ts'

type Parts = { readonly isWriting: Signal<boolean>; readonly onBlocked: () => Promise<void> }

/** A word that is blocked from now on: `b` opens the field, Enter blocks, Escape closes it. */
export function BlockWord({ isWriting, onBlocked }: Parts) {
  const { client } = useShell()
  const said = useWords(words)
  const act = useAct()
  const word = useSignal('')
  const open = (isOpen: boolean) => {
    isWriting.value = isOpen
    word.value = ''
  }

  async function block() {
    if (!(await act(() => client.post(callModeration('blockWord'), { word: word.value.trim() }), said.moderated.blockWord))) return
    open(false)
    await onBlocked()
  }

  if (!isWriting.value) {
    return (
      <Button onPress={() => open(true)}>
        {said.moderate.blockWord} <kbd>B</kbd>
      </Button>
    )
  }
  return (
    <Form class="hidden-word" onSend={block} onKeyDown={({ key }) => key === 'Escape' && open(false)}>
      <TextField label={said.wordToBlock} {...boundTo(word)} maxLength={60} isRequired autoFocus />
      <Button type="submit" tone="primary">
        {said.moderate.blockWord}
      </Button>
    </Form>
  )
}
