import { useSignal } from '@preact/signals'
import { Button } from '../kit/button.tsx'
import { Empty } from '../kit/empty.tsx'
import { boundTo, TextField } from '../kit/field.tsx'
import { Foreign } from '../kit/foreign.tsx'
import { Form } from '../kit/form.tsx'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import './notes.css'
import * as words from './words.ts'

const MAX_LETTERS = 2000

/** What somebody wrote down. */
type Note = { readonly id: number; readonly at: string; readonly by: string; readonly text: string }

type Parts = {
  readonly notes: readonly Note[]
  /** Where notes are added, and each is deleted below. */
  readonly path: string
  readonly reload: () => Promise<void>
}

/** Notes with their times; one is added below, and what is deleted can be taken back for a moment. */
export function NoteList({ notes, path, reload }: Parts) {
  const { client, toasts } = useShell()
  const said = useWords(words)
  const act = useAct()
  const typed = useSignal('')
  const going = useSignal<readonly number[]>([])
  const shown = notes.filter(({ id }) => !going.value.includes(id))

  async function add() {
    const text = typed.value.trim()
    if (!text || !(await act(() => client.post(path, { text })))) return
    typed.value = ''
    await reload()
  }

  function drop(id: number) {
    going.value = [...going.value, id]
    toasts.later(said.deleted, {
      act: () => void act(() => client.delete(`${path}/${id}`)).then(reload),
      taken: () => {
        going.value = going.value.filter((one) => one !== id)
      },
    })
  }

  return (
    <>
      {shown.length === 0 && <Empty>{said.none}</Empty>}
      <ol class="notes">
        {shown.map((note) => (
          <NoteLine key={note.id} note={note} drop={() => drop(note.id)} />
        ))}
      </ol>
      <Form class="notes-add" onSend={add}>
        <TextField label={said.note} {...boundTo(typed)} maxLength={MAX_LETTERS} />
        <Button type="submit" isDisabled={typed.value.trim() === ''}>
          {said.add}
        </Button>
      </Form>
    </>
  )
}

function NoteLine({ note, drop }: { readonly note: Note; readonly drop: () => void }) {
  const { language } = useShell()
  const said = useWords(words)
  return (
    <li>
      <p>
        <Foreign text={note.text} />
      </p>
      <small>
        <time dateTime={note.at}>{new Date(note.at).toLocaleString(language.value, { dateStyle: 'short', timeStyle: 'short' })}</time> ·{' '}
        <Foreign text={note.by} />
      </small>
      <Button tone="quiet" label={said.delete} onPress={drop}>
        ×
      </Button>
    </li>
  )
}
