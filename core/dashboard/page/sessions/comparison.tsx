import type { ComponentChildren } from 'preact'
import type { Comparison as Compared, Session } from '../../../../schemas/types.ts'
import { useLoad } from '../host/load.ts'
import { Badge } from '../kit/badge.tsx'
import { duration } from '../kit/duration.ts'
import { count } from '../kit/numbers.ts'
import { Panel } from '../kit/panel.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import { SessionName } from './session-name.tsx'
import { TipsTotal } from './tips-total.tsx'
import * as words from './words.ts'

/** Two or three sessions side by side, with a mark on what was most. */
export function Comparison({ of }: { readonly of: string }) {
  const { client } = useShell()
  const said = useWords(words)
  const { value, problem } = useLoad(() => client.get<Compared>('/api/analytics/compare', { sessions: of }), { again: [of] })
  return (
    <div class="stack">
      <a href="#/sessions">← {said.back}</a>
      <Panel title={said.compare}>
        {problem && <p role="alert">{problem}</p>}
        {value && <ComparedTable compared={value} />}
      </Panel>
    </div>
  )
}

function ComparedTable({ compared: { sessions, best } }: { readonly compared: Compared }) {
  const { language } = useShell()
  const said = useWords(words)
  const number = (value: number) => count(value, language.value)
  const rows: readonly { readonly field: string; readonly title: string; readonly cell: (session: Session) => ComponentChildren }[] = [
    { field: 'durationMs', title: said.duration, cell: (session) => duration(session.durationMs) },
    { field: 'coins', title: said.coins, cell: (session) => number(session.coins) },
    { field: 'totalTipsCents', title: said.tips, cell: (session) => <TipsTotal cents={session.tipsCents} /> },
    { field: 'gifts', title: said.gifts, cell: (session) => number(session.gifts) },
    { field: 'likes', title: said.likes, cell: (session) => number(session.likes) },
    { field: 'peakViewers', title: said.peak, cell: (session) => number(session.peakViewers) },
    { field: 'events', title: said.events, cell: (session) => number(session.events) },
  ]
  return (
    <div class="sessions-scroll">
      <table class="sessions-compared">
        <thead>
          <tr>
            <td />
            {sessions.map((session) => (
              <th key={session.sessionId} scope="col">
                <a href={`#/sessions/${encodeURIComponent(session.sessionId)}`}>
                  <SessionName session={session} />
                </a>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ field, title, cell }) => (
            <tr key={field}>
              <th scope="row">{title}</th>
              {sessions.map((session) => (
                <td key={session.sessionId}>
                  {cell(session)} {best[field] === session.sessionId && <Badge tone="gold">{said.best}</Badge>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
