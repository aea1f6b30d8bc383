import type { Session, SessionShown } from '../../../../schemas/types.ts'
import { useLoad } from '../host/load.ts'
import { Button } from '../kit/button.tsx'
import { Count } from '../kit/count.tsx'
import { duration } from '../kit/duration.ts'
import { Figures } from '../kit/figures.tsx'
import { Foreign } from '../kit/foreign.tsx'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import { ExportButtons } from './export-buttons.tsx'
import { FunnelPanel } from './funnel-panel.tsx'
import { NotesPanel } from './notes-panel.tsx'
import { ReplayPanel } from './replay-panel.tsx'
import { SessionEdit } from './session-edit.tsx'
import { nameOf, SessionName, SessionState } from './session-name.tsx'
import { TimelinePanel } from './timeline-panel.tsx'
import { TipForm } from './tip-form.tsx'
import { TipsPanel } from './tips-panel.tsx'
import { TipsTotal } from './tips-total.tsx'
import { TopPanels } from './top-panels.tsx'
import * as words from './words.ts'

const EVERY_MS = 5000

/** One session: what came of it, minute by minute and by whom, and what can be done with it. */
export function SessionDetail({ id }: { readonly id: string }) {
  const { client, me } = useShell()
  const said = useWords(words)
  const path = `/api/sessions/${encodeURIComponent(id)}`
  const { value, problem, reload } = useLoad(() => client.get<SessionShown>(path), { everyMs: EVERY_MS, again: [path] })
  if (problem && !value) return <p role="alert">{problem}</p>
  if (!value) return null
  const { session } = value
  const isAdmin = me.role === 'admin'
  return (
    <div class="stack">
      <a href="#/sessions">← {said.back}</a>
      <SessionHead session={session} reload={reload} />
      <SessionFigures session={session} />
      <TimelinePanel path={path} isActive={session.status === 'active'} />
      <div class="columns">
        <TopPanels gifters={value.topGifters} tippers={value.topTippers} />
        <FunnelPanel sessionId={session.sessionId} />
      </div>
      {session.tipCount > 0 && <TipsPanel session={session} onChange={reload} />}
      <div class="columns">
        <NotesPanel path={path} />
        {session.status === 'active' && <TipForm sessionId={session.sessionId} onTip={reload} />}
        {isAdmin && <ReplayPanel path={path} />}
        {isAdmin && <ExportButtons what={['tips', 'gifters', 'minutes']} query={{ session: session.sessionId }} />}
      </div>
    </div>
  )
}

function SessionHead({ session, reload }: { readonly session: Session; readonly reload: () => Promise<void> }) {
  const { client, confirm } = useShell()
  const said = useWords(words)
  const act = useAct()
  const path = `/api/sessions/${encodeURIComponent(session.sessionId)}`

  async function end() {
    const name = nameOf(session, said.number)
    if (!(await confirm.ask({ title: said.endQuestion(name), text: said.endAnswer, yes: said.end }))) return
    await act(() => client.post(`${path}/end`), said.endedNow)
    await reload()
  }

  return (
    <header class="sessions-head">
      <h2>
        <SessionName session={session} />
      </h2>
      <SessionState session={session} />
      <span class="soft">
        {said.number(session.number)} · {session.platform}
      </span>
      <span class="buttons">
        <a href={`#/sessions/log?session=${encodeURIComponent(session.sessionId)}`}>{said.log}</a>
        <SessionEdit session={session} path={path} onSave={reload} />
        {session.status === 'active' && session.startedBy === 'hand' && <Button onPress={end}>{said.end}</Button>}
      </span>
      {session.notes && (
        <p class="sessions-about">
          <Foreign text={session.notes} />
        </p>
      )}
    </header>
  )
}

function SessionFigures({ session }: { readonly session: Session }) {
  const { language } = useShell()
  const said = useWords(words)
  const started = new Date(session.startedAt).toLocaleString(language.value, { dateStyle: 'medium', timeStyle: 'short' })
  return (
    <section class="panel" aria-label={said.total('')}>
      <Figures
        class="large sessions-figures"
        items={[
          { name: said.coins, value: <Count of={session.coins} />, tone: 'gold' },
          { name: said.tips, value: <TipsTotal cents={session.tipsCents} />, tone: 'green' },
          { name: said.gifts, value: <Count of={session.gifts} /> },
          { name: said.likes, value: <Count of={session.likes} /> },
          { name: said.peak, value: <Count of={session.peakViewers} /> },
          { name: said.events, value: <Count of={session.events} /> },
          { name: said.duration, value: duration(session.durationMs), title: started },
        ]}
      />
      <p class="hint">{said.tipsNeverCoins}</p>
    </section>
  )
}
