import type { AuditEntry } from '../../../schemas/types.ts'
import type { AuditDesk } from '../../serve/serve.ts'
import { readAuditLine } from './chain.ts'
import type { AuditFiles } from './files.ts'

type Wanted = Parameters<AuditDesk['list']>[0]

/** The newest entries that fit, newest first, and where the page after them begins. */
export async function findEntries(files: AuditFiles, wanted: Wanted): Promise<{ entries: AuditEntry[]; next?: string }> {
  const entries: AuditEntry[] = []
  for (const path of (await files.paths()).toReversed()) {
    // A file is as large as it may be, and is read from its end.
    for (const entry of (await entriesOf(files, path)).toReversed()) {
      if (!fits(entry, wanted)) continue
      if (entries.length === wanted.limit) return { entries, next: String(entries.at(-1)?.id) }
      entries.push(entry)
    }
  }
  return { entries }
}

async function entriesOf(files: AuditFiles, path: string): Promise<readonly AuditEntry[]> {
  return (await files.lines(path)).flatMap((text) => {
    const line = readAuditLine(text)
    if (!line) return []
    const { prev: _prev, mac: _mac, ...entry } = line
    return [entry]
  })
}

function fits({ id, what, who }: AuditEntry, wanted: Wanted): boolean {
  const isBefore = wanted.cursor === undefined || id < wanted.cursor
  const isWhat = wanted.what === undefined || what.includes(wanted.what)
  const asked = wanted.who?.toLowerCase()
  return isBefore && isWhat && (asked === undefined || [who.id, who.name, who.role].some((text) => text.toLowerCase().includes(asked)))
}
