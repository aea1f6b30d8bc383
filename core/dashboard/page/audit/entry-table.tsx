import type { AuditEntry } from '../../../../schemas/types.ts'
import { Foreign } from '../kit/foreign.tsx'
import { Table } from '../kit/table.tsx'
import { useWords } from '../shell/shell.ts'
import * as words from './words.ts'

/** Entries of the audit, newest first. */
export function EntryTable({ entries }: { readonly entries: readonly AuditEntry[] }) {
  const said = useWords(words)
  return (
    <Table
      label={said.list}
      rows={entries}
      keyOf={({ id }) => id}
      empty={said.none}
      columns={[
        { title: said.at, cell: ({ at }) => <time dateTime={at}>{new Date(at).toLocaleString()}</time> },
        { title: said.what, cell: ({ what }) => <Foreign text={what} class="who audit-word" /> },
        { title: said.who, cell: ({ who }) => <Foreign text={nameOf(who, said)} /> },
        { title: said.peer, cell: ({ peer }) => <Foreign text={peer} class="mono audit-word" /> },
        { title: said.detail, cell: ({ detail }) => <Foreign text={detailOf(detail)} class="mono" /> },
      ]}
    />
  )
}

function nameOf({ id, name, role }: AuditEntry['who'], said: typeof words.en): string {
  if (id === 'host') return said.host
  return role === 'none' ? said.nobody : name || id
}

function detailOf(detail: AuditEntry['detail']): string {
  return Object.entries(detail)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ')
}
