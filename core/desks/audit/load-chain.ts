import { join } from 'node:path'
import { loadKeyFile } from '../../base/key-file.ts'
import { type AuditChain, createAuditChain, FIRST_HEAD, parseLine } from './chain.ts'
import type { AuditFiles } from './files.ts'

/** The chain with the key in data/audit.key, which the first start makes. Rejects with DATA_UNREADABLE or SETTINGS_INVALID. */
export async function loadChain(files: AuditFiles, dataDir: string): Promise<AuditChain> {
  const key = await loadKeyFile(join(dataDir, 'audit.key'), {
    what: 'audit',
    // The head comes first, so that a key alone is never a start that was cut short: somebody took its head away.
    async beforeNew(made) {
      if (await isUnwritten(files)) await files.writeHead(createAuditChain(made).writeHead(FIRST_HEAD))
    },
  })
  return createAuditChain(key)
}

/** Without a key nobody can check the head, but one that tells of entries or of a break was no first one. */
async function isUnwritten(files: AuditFiles): Promise<boolean> {
  const text = await files.readHead()
  const head = text === undefined ? FIRST_HEAD : parseLine(text)
  const isFirst = head?.last === 0 && head.brokenAt === undefined
  return isFirst && (await files.readCurrent()) === undefined && (await files.old()).length === 0
}
