import { useSignal } from '@preact/signals'
import type { EventPage, UnifiedEvent } from '../../../../schemas/types.ts'
import { useLoad } from '../host/load.ts'
import { sentenceOf } from '../host/refusal.ts'
import { Button } from '../kit/button.tsx'
import { Empty } from '../kit/empty.tsx'
import { SelectField, TextField } from '../kit/field.tsx'
import { Panel } from '../kit/panel.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import * as eventWords from '../words/events.ts'
import { DayOfEvents } from './day-of-events.tsx'
import { byDay } from './event-days.ts'
import { useSettled } from './settled.ts'
import * as words from './words.ts'

const PAGE = 50
const SOURCES = ['tiktok', 'simulator', 'api', 'replay']

/** All that ever happened: by type, person, words, time and source, newest first, a day at a time. */
export function LogSearch({ session }: { readonly session?: string }) {
  const { client, toasts } = useShell()
  const said = useWords(words)
  const names = useWords(eventWords).names
  const types = useSignal('')
  const user = useSignal('')
  const text = useSignal('')
  const source = useSignal('')
  const since = useSignal('')
  const until = useSignal('')
  const older = useSignal<readonly UnifiedEvent[]>([])
  const next = useSignal<string | undefined>(undefined)
  const settled = useSettled(JSON.stringify([user.value, text.value]))
  const query = {
    limit: PAGE,
    order: 'desc',
    types: types.value,
    user: user.value.trim(),
    q: text.value.trim(),
    source: source.value,
    session,
    since: timeOf(since.value),
    until: timeOf(until.value),
  }

  const { value, problem } = useLoad(
    async () => {
      const page = await client.get<EventPage>('/api/events', query)
      older.value = []
      next.value = page.next
      return page
    },
    { again: [settled, types.value, source.value, since.value, until.value, session] },
  )

  async function more() {
    try {
      const page = await client.get<EventPage>('/api/events', { ...query, cursor: next.value })
      older.value = [...older.value, ...page.events]
      next.value = page.next
    } catch (error) {
      toasts.bad(sentenceOf(error))
    }
  }

  const set = (target: typeof types) => (typed: string) => {
    target.value = typed
  }
  const found = [...(value?.events ?? []), ...older.value]
  const all = { value: '', title: said.all }
  return (
    <div class="stack">
      <a href={session ? `#/sessions/${encodeURIComponent(session)}` : '#/sessions'}>← {session ? said.backToSession : said.back}</a>
      <Panel title={said.log}>
        <div class="form-row">
          <TextField label={said.search} type="search" maxLength={200} value={text.value} onChange={set(text)} />
          <TextField label={said.byPerson} maxLength={100} placeholder="@handle" value={user.value} onChange={set(user)} />
          <SelectField
            label={said.type}
            value={types.value}
            onChange={set(types)}
            choices={[all, ...Object.entries(names).map(([id, title]) => ({ value: id, title }))]}
          />
          <SelectField
            label={said.source}
            value={source.value}
            onChange={set(source)}
            choices={[all, ...SOURCES.map((id) => ({ value: id, title: id }))]}
          />
          <TextField label={said.from} type="datetime-local" value={since.value} onChange={set(since)} />
          <TextField label={said.until} type="datetime-local" value={until.value} onChange={set(until)} />
        </div>
        {problem && <p role="alert">{problem}</p>}
        {value && found.length === 0 && <Empty>{said.nothingFound}</Empty>}
        {byDay(found).map(({ day, events }) => (
          <DayOfEvents key={day} day={day} events={events} />
        ))}
        {next.value && (
          <div class="buttons">
            <Button onPress={more}>{said.more}</Button>
          </div>
        )}
      </Panel>
    </div>
  )
}

/** What a field for a date and a time holds, as the host is asked; nothing while it is empty. */
function timeOf(typed: string): string | undefined {
  const at = Date.parse(typed)
  return Number.isNaN(at) ? undefined : new Date(at).toISOString()
}
