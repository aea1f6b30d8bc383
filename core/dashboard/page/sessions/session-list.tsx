import { useSignal } from '@preact/signals'
import type { Session, SessionPage } from '../../../../schemas/types.ts'
import { useLoad } from '../host/load.ts'
import { sentenceOf } from '../host/refusal.ts'
import { Button } from '../kit/button.tsx'
import { boundTo, SelectField, TextField } from '../kit/field.tsx'
import { count } from '../kit/numbers.ts'
import { Panel } from '../kit/panel.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import { SessionTable } from './session-table.tsx'
import { useSettled } from './settled.ts'
import { StartSession } from './start-session.tsx'
import * as words from './words.ts'

const PAGE = 25
const PLATFORMS = ['tiktok', 'chaturbate', 'stripchat', 'other']
const MAX_COMPARED = 3

/** The sessions, newest first, page by page; two or three of them can be compared. */
export function SessionList() {
  const { client, go, language, toasts } = useShell()
  const said = useWords(words)
  const typed = useSignal('')
  const status = useSignal('')
  const platform = useSignal('')
  const older = useSignal<readonly Session[]>([])
  const next = useSignal<string | undefined>(undefined)
  const chosen = useSignal<readonly string[]>([])
  const q = useSettled(typed.value)
  const query = { limit: PAGE, q: q.trim(), status: status.value, platform: platform.value }

  const { value, problem, reload } = useLoad(
    async () => {
      const first = await client.get<SessionPage>('/api/sessions', query)
      older.value = []
      next.value = first.next
      return first
    },
    { again: [q, status.value, platform.value] },
  )

  async function more() {
    try {
      const page = await client.get<SessionPage>('/api/sessions', { ...query, cursor: next.value })
      older.value = [...older.value, ...page.sessions]
      next.value = page.next
    } catch (error) {
      toasts.bad(sentenceOf(error))
    }
  }

  function choose(id: string, isChosen: boolean) {
    const others = chosen.value.filter((one) => one !== id)
    chosen.value = isChosen ? [...others, id].slice(-MAX_COMPARED) : others
  }

  return (
    <Panel title={said.title} actions={<StartSession onStart={reload} />}>
      <div class="form-row">
        <TextField label={said.search} type="search" {...boundTo(typed)} />
        <SelectField
          label={said.status}
          {...boundTo(status)}
          choices={[
            { value: '', title: said.all },
            { value: 'active', title: said.active },
            { value: 'ended', title: said.ended },
          ]}
        />
        <SelectField
          label={said.platform}
          {...boundTo(platform)}
          choices={[{ value: '', title: said.all }, ...PLATFORMS.map((name) => ({ value: name, title: name }))]}
        />
      </div>
      {problem && <p role="alert">{problem}</p>}
      {value && (
        <div class="sessions-scroll">
          <SessionTable sessions={[...value.sessions, ...older.value]} chosen={chosen.value} choose={choose} />
        </div>
      )}
      <div class="buttons">
        {next.value && <Button onPress={more}>{said.more}</Button>}
        <Button
          isDisabled={chosen.value.length < 2}
          onPress={() => go(`sessions/compare?of=${chosen.value.map(encodeURIComponent).join(',')}`)}
        >
          {said.compare}
        </Button>
        <span class="soft">{chosen.value.length < 2 ? said.compareHint : ''}</span>
        <a href="#/sessions/log">{said.openLog}</a>
        {value && <span class="soft sessions-total">{said.total(count(value.total, language.value))}</span>}
      </div>
    </Panel>
  )
}
