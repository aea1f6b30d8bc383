import type { Session } from '../../../../schemas/types.ts'
import { Badge } from '../kit/badge.tsx'
import { Foreign } from '../kit/foreign.tsx'
import { useWords } from '../shell/shell.ts'
import * as words from './words.ts'

type Named = Pick<Session, 'number' | 'name' | 'title'>

/** What a session is called: the operator's name for it, else what viewers read, else its number. */
export function nameOf({ number, name, title }: Named, numbered: (number: number) => string): string {
  return name || title || numbered(number)
}

export function SessionName({ session }: { readonly session: Named }) {
  const said = useWords(words)
  return <Foreign class="sessions-name" text={nameOf(session, said.number)} />
}

/** Whether it goes on, and how it ended. */
export function SessionState({ session }: { readonly session: Session }) {
  const said = useWords(words)
  if (session.status === 'active') return <Badge tone="green">{said.active}</Badge>
  return (
    <Badge tone={session.outcome === 'aborted' ? 'gold' : 'grey'}>{session.outcome ? said.outcomes[session.outcome] : said.ended}</Badge>
  )
}
