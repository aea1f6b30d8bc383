import { createHmac, timingSafeEqual } from 'node:crypto'
import type { AuditEntry } from '../../../schemas/types.ts'

/** An entry as a line of the file has it: with the seal of the line before it, and its own, HMAC-SHA-256 of both. */
export type AuditLine = AuditEntry & { readonly prev: string; readonly mac: string }

/** What is known of the file beside it: the first entry that is kept and the seal before that, and the newest with its own. */
export type AuditHead = {
  readonly first: number
  readonly before: string
  readonly last: number
  readonly mac: string
  /** It was found broken here once, and says so ever after. */
  readonly brokenAt?: number
}

export type AuditChain = ReturnType<typeof createAuditChain>

/** Of an audit without entries; '' is the seal before the first line of all. */
export const FIRST_HEAD: AuditHead = { first: 1, before: '', last: 0, mac: '' }

/** Chains lines, so that without the key none can be changed, taken out or put in unnoticed. */
export function createAuditChain(key: Buffer) {
  const hash = (text: string) => createHmac('sha256', key).update(text).digest('base64url')
  const sealOf = (entry: AuditEntry, prev: string) => hash(`${prev}\n${JSON.stringify(entry)}`)
  const isSame = (one: string, other: string) => one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))

  return {
    seal: (entry: AuditEntry, prev: string): AuditLine => ({ ...entry, prev, mac: sealOf(entry, prev) }),
    /** Follows on the line whose seal this is, and is as it was written. */
    fits({ prev, mac, ...entry }: AuditLine, before: string): boolean {
      return prev === before && isSame(mac, sealOf(entry, prev))
    },
    writeHead: (head: AuditHead): string => JSON.stringify({ ...head, seal: hash(JSON.stringify(head)) }),
    /** Undefined for one that was not written with this key. */
    readHead(text: string): AuditHead | undefined {
      const { seal, ...head } = (parseLine(text) ?? {}) as Partial<AuditHead & { seal: string }>
      // What has this seal was written above.
      return typeof seal === 'string' && isSame(seal, hash(JSON.stringify(head))) ? (head as AuditHead) : undefined
    },
  }
}

/** The object that a line of JSON is. */
export function parseLine(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/** A line of the file, unless it is none; whether it is as it was written is for `fits` to say. */
export function readAuditLine(text: string): AuditLine | undefined {
  const line = parseLine(text)
  const isLine =
    line && Number.isSafeInteger(line.id) && ['at', 'what', 'peer', 'prev', 'mac'].every((field) => typeof line[field] === 'string')
  // The fields that are read before its seal is looked at.
  return isLine && typeof line.who === 'object' && line.who !== null ? (line as unknown as AuditLine) : undefined
}
