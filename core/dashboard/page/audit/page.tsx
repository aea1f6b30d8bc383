import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { AuditEntry, AuditPage } from '../../../../schemas/types.ts'
import { sentenceOf } from '../host/refusal.ts'
import { Light } from '../kit/badge.tsx'
import { Button } from '../kit/button.tsx'
import { boundTo, TextField } from '../kit/field.tsx'
import { Panel } from '../kit/panel.tsx'
import type { Page } from '../shell/page.ts'
import { useShell, useWords } from '../shell/shell.ts'
import './audit.css'
import { EntryTable } from './entry-table.tsx'
import * as words from './words.ts'

const PAGE = 50
/** Not for each letter that is written. */
const WAIT_MS = 250

/** What was done and refused, found by what and by whom, and whether the list can be trusted. */
function AuditList() {
  const { client } = useShell()
  const said = useWords(words)
  const what = useSignal('')
  const who = useSignal('')
  const entries = useSignal<readonly AuditEntry[]>([])
  const newest = useSignal<AuditPage | undefined>(undefined)
  const problem = useSignal<string | undefined>(undefined)

  const ask = (cursor?: string) =>
    client.get<AuditPage>('/api/audit', { limit: PAGE, what: what.value.trim(), who: who.value.trim(), cursor })
  const more = async () => {
    const page = await ask(newest.value?.next)
    entries.value = [...entries.value, ...page.entries]
    newest.value = page
  }
  useEffect(() => {
    let isGone = false
    const begin = async () => {
      const page = await ask()
      if (isGone) return
      entries.value = page.entries
      newest.value = page
    }
    const timer = setTimeout(() => begin().catch((error) => set(problem, sentenceOf(error))), newest.value ? WAIT_MS : 0)
    return () => {
      isGone = true
      clearTimeout(timer)
    }
  }, [what.value, who.value])

  if (problem.value) return <p role="alert">{problem.value}</p>
  return (
    <Panel title={said.list} actions={newest.value && <Verdict page={newest.value} />}>
      <div class="audit-find">
        <TextField type="search" label={said.findWhat} hint={said.whatHint} {...boundTo(what)} maxLength={100} />
        <TextField type="search" label={said.findWho} hint={said.whoHint} {...boundTo(who)} maxLength={100} />
      </div>
      {newest.value && <EntryTable entries={entries.value} />}
      {newest.value?.next && <Button onPress={more}>{said.more}</Button>}
    </Panel>
  )
}

function Verdict({ page: { intact, brokenAt = 1 } }: { readonly page: AuditPage }) {
  const said = useWords(words)
  return (
    <span role={intact ? 'status' : 'alert'}>
      <Light tone={intact ? 'green' : 'red'}>{intact ? said.intact : said.broken(brokenAt)}</Light>
    </span>
  )
}

function set<T>(signal: { value: T }, value: T) {
  signal.value = value
}

export const page: Page = {
  id: 'audit',
  title: { en: words.en.title, es: words.es.title },
  roles: ['admin'],
  icon: 'M7 3h10v18l-5-3-5 3zM10 8h4M10 12h4',
  letter: 'a',
  component: AuditList,
}
