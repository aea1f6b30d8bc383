import { type AuditChain, type AuditHead, readAuditLine } from './chain.ts'
import type { AuditFiles } from './files.ts'

/** The first entry that is not as it was written, or is missing; undefined when all are there. Reads every file once; nothing may write meanwhile. */
export async function findBreak(files: AuditFiles, { chain, head }: { chain: AuditChain; head: AuditHead }): Promise<number | undefined> {
  if (head.brokenAt !== undefined) return head.brokenAt
  let next = head.first
  let before = head.before
  for (const path of await files.paths()) {
    for (const text of await files.lines(path)) {
      const line = readAuditLine(text)
      // What was to be removed with its file, and was not yet.
      if (line && line.id < head.first) continue
      if (line?.id !== next || !chain.fits(line, before)) return next
      before = line.mac
      next += 1
    }
  }
  return next > head.last ? undefined : next
}
