import { useEffect, useRef } from 'preact/hooks'
import type { ViewerCard } from '../../../../schemas/types.ts'
import { useLoad } from '../host/load.ts'
import { Button } from '../kit/button.tsx'
import { copyText } from '../kit/clipboard.ts'
import { Empty } from '../kit/empty.tsx'
import { Foreign } from '../kit/foreign.tsx'
import { Panel } from '../kit/panel.tsx'
import { NoteList } from '../notes/note-list.tsx'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import { PersonActions } from './person-actions.tsx'
import { PersonErase } from './person-erase.tsx'
import { PersonFacts } from './person-facts.tsx'
import { PersonFind } from './person-find.tsx'
import { PersonHistory } from './person-history.tsx'
import * as words from './words.ts'

/** Who somebody is: what is known, what they wrote, what people noted, and what can be done. */
export function PersonPanel({ userId, close }: { readonly userId: string | undefined; readonly close: () => void }) {
  const said = useWords(words)
  const panel = useRef<HTMLElement>(null)
  useEffect(() => {
    if (userId !== undefined) goTo(panel.current)
  }, [userId])
  return (
    <aside ref={panel} class="moderation-person" aria-label={said.person} tabIndex={-1}>
      <PersonFind />
      {userId === undefined ? (
        <Panel title={said.person}>
          <Empty>{said.choose}</Empty>
        </Panel>
      ) : (
        <Person key={userId} userId={userId} close={close} />
      )}
    </aside>
  )
}

/** Who chose somebody goes on there, with the keyboard as well. On a phone it stands far above the chat. */
function goTo(panel: HTMLElement | null) {
  panel?.focus({ preventScroll: true })
  if (matchMedia('(max-width: 900px)').matches) panel?.scrollIntoView()
}

const EVERY_MS = 5000

function Person({ userId, close }: { readonly userId: string; readonly close: () => void }) {
  const { client, me } = useShell()
  const said = useWords(words)
  const act = useAct()
  const path = `/api/viewers/${encodeURIComponent(userId)}`
  const { value, problem, reload } = useLoad(() => client.get<ViewerCard>(path), { everyMs: EVERY_MS, again: [path] })
  const heading = (
    <>
      <Button onPress={() => act(() => copyText(userId), said.copied)}>{said.copyId}</Button>
      <Button tone="quiet" label={said.close} onPress={close}>
        ×
      </Button>
    </>
  )
  return (
    <>
      <Panel title={said.person} actions={heading}>
        {problem && !value && <p role="alert">{problem}</p>}
        {value && (
          <p class="moderation-name">
            <Foreign text={value.user.displayName} class="who" /> <Foreign text={`@${value.user.uniqueId}`} class="soft" />
          </p>
        )}
        {value && <PersonFacts card={value} />}
      </Panel>
      {value && <PersonActions user={value.user} />}
      {value && (
        <Panel title={said.notes}>
          <p class="hint">{said.notesHint}</p>
          <NoteList notes={value.notes} path={`${path}/notes`} reload={reload} />
        </Panel>
      )}
      {value && <PersonHistory events={value.recent} />}
      {value && me.role === 'admin' && <PersonErase user={value.user} onErased={close} />}
    </>
  )
}
