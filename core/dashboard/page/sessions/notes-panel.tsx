import type { SessionNotes } from '../../../../schemas/types.ts'
import { useLoad } from '../host/load.ts'
import { Panel } from '../kit/panel.tsx'
import { NoteList } from '../notes/note-list.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import * as words from './words.ts'

/** What people wrote down during a session, with the time of each. */
export function NotesPanel({ path }: { readonly path: string }) {
  const { client } = useShell()
  const said = useWords(words)
  const { value, problem, reload } = useLoad(() => client.get<SessionNotes>(`${path}/notes`), { again: [path] })
  return (
    <Panel title={said.notes}>
      {problem && !value ? <p role="alert">{problem}</p> : <NoteList notes={value?.notes ?? []} path={`${path}/notes`} reload={reload} />}
    </Panel>
  )
}
