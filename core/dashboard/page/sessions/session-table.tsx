import type { Session } from '../../../../schemas/types.ts'
import { Count } from '../kit/count.tsx'
import { duration } from '../kit/duration.ts'
import { Table } from '../kit/table.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import { nameOf, SessionName, SessionState } from './session-name.tsx'
import { TipsTotal } from './tips-total.tsx'
import * as words from './words.ts'

type Parts = {
  readonly sessions: readonly Session[]
  readonly chosen: readonly string[]
  readonly choose: (sessionId: string, isChosen: boolean) => void
}

/** Sessions as rows, with a box to choose those that are compared. */
export function SessionTable({ sessions, chosen, choose }: Parts) {
  const { language } = useShell()
  const said = useWords(words)
  const when = (at: string) => new Date(at).toLocaleString(language.value, { dateStyle: 'medium', timeStyle: 'short' })
  return (
    <Table
      label={said.title}
      rows={sessions}
      keyOf={({ sessionId }) => sessionId}
      empty={`${said.none}. ${said.noneAdvice}`}
      columns={[
        {
          title: said.compare,
          cell: (session) => (
            <input
              type="checkbox"
              class="sessions-box"
              aria-label={said.choose(nameOf(session, said.number))}
              checked={chosen.includes(session.sessionId)}
              onChange={({ currentTarget }) => choose(session.sessionId, currentTarget.checked)}
            />
          ),
        },
        {
          title: said.name,
          cell: (session) => (
            <a href={`#/sessions/${encodeURIComponent(session.sessionId)}`}>
              <SessionName session={session} />
            </a>
          ),
        },
        { title: said.status, cell: (session) => <SessionState session={session} /> },
        { title: said.platform, cell: ({ platform }) => platform },
        { title: said.when, cell: ({ startedAt }) => when(startedAt) },
        { title: said.duration, cell: ({ durationMs }) => duration(durationMs), isNumber: true },
        { title: said.coins, cell: ({ coins }) => <Count of={coins} />, isNumber: true },
        { title: said.tips, cell: ({ tipsCents }) => <TipsTotal cents={tipsCents} />, isNumber: true },
        { title: said.peak, cell: ({ peakViewers }) => <Count of={peakViewers} />, isNumber: true },
      ]}
    />
  )
}
