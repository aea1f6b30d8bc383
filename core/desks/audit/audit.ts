import type { AuditEntry } from '../../../schemas/types.ts'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import type { Audit, AuditDesk } from '../../serve/serve.ts'
import { type AuditHead, type AuditLine, FIRST_HEAD, readAuditLine } from './chain.ts'
import { findBreak } from './check.ts'
import { createAuditFiles } from './files.ts'
import { findEntries } from './list.ts'
import { loadChain } from './load-chain.ts'

type Parts = {
  readonly dataDir: string
  readonly clock: Clock
  readonly log: Logger
  readonly say: (sentence: string) => void
  /** How large a file may be, and how many older ones are kept; the oldest goes first. */
  readonly fileBytes?: number
  readonly keptFiles?: number
}

const FILE_BYTES = 4 * 1024 * 1024
const KEPT_FILES = 5
const MAX_WAITING = 10_000
const RETRY_MS = 5_000
const MAX_TEXT = 200

/**
 * What was done and refused, in data/audit.ndjson: only ever added to, each entry chained to the one before with the key in data/audit.key. Whoever
 * has that key too could write another history; keep a copy of the newest seal elsewhere against that. Rejects with DATA_UNREADABLE.
 */
export async function openAudit(parts: Parts): Promise<AuditDesk & { stop(): Promise<void> }> {
  const { dataDir, clock, log, say, fileBytes = FILE_BYTES, keptFiles = KEPT_FILES } = parts
  const files = createAuditFiles(dataDir)
  await files.make()
  const chain = await loadChain(files, dataDir)
  const begun = await takeUp()
  let { head } = begun
  let bytes = begun.bytes
  let last = { id: head.last, mac: head.mac }
  let waiting: AuditLine[] = []
  let missed = 0
  let writing: Promise<void> | undefined
  /** An entry may have been written in part. */
  let isTorn = false
  let isStopped = false
  let cancelRetry = () => {}

  const checked = findBreak(files, { chain, head: begun.judged }).then(
    async (brokenAt) => {
      if (brokenAt === undefined) return undefined
      say(`The audit in ${dataDir} is not as it was written, from entry ${brokenAt} on: somebody changed or removed entries`)
      log.error({ brokenAt }, 'The audit is broken')
      head = { ...head, brokenAt }
      // With the next entry, otherwise.
      await files.writeHead(chain.writeHead(head)).catch((error) => log.error({ error: String(error) }, 'The break could not be noted'))
      return brokenAt
    },
    (error) => {
      log.error({ error: String(error) }, 'The audit could not be checked')
      return undefined
    },
  )

  /** Where the files end, and what they are to be judged by. */
  async function takeUp() {
    const text = (await files.readCurrent()) ?? ''
    const known = chain.readHead((await files.readHead()) ?? '')
    const whole = text.slice(0, text.lastIndexOf('\n') + 1)
    const torn = readAuditLine(text.slice(whole.length))
    // Cut off in the middle of being written, and never said to be there.
    if (whole.length < text.length && !torn) await files.cut(Buffer.byteLength(whole))
    const line = readAuditLine(whole.trimEnd().split('\n').at(-1) ?? '')
    const judged: AuditHead = known ?? { ...FIRST_HEAD, brokenAt: 1 }
    const isAhead = line !== undefined && line.id >= judged.last
    return { judged, bytes: Buffer.byteLength(whole), head: isAhead ? { ...judged, last: line.id, mac: line.mac } : judged }
  }

  const note: Audit = ({ what, by, detail = {} }) => {
    if (waiting.length >= MAX_WAITING) {
      missed += 1
      return
    }
    if (missed > 0) add({ what: 'audit.missed', by: HOST, detail: { entries: missed } })
    missed = 0
    add({ what, by, detail })
    flush()
  }

  function add({ what, by, detail }: Required<Parameters<Audit>[0]>): void {
    const { id, name, role, peer } = by
    const entry: AuditEntry = {
      id: last.id + 1,
      at: new Date(clock.wallTime()).toISOString(),
      what,
      who: { id, name: short(name), role },
      peer,
      detail: Object.fromEntries(Object.entries(detail).map(([field, value]) => [field, short(value)])),
    }
    const line = chain.seal(entry, last.mac)
    last = { id: line.id, mac: line.mac }
    waiting.push(line)
  }

  /** One write at a time; whatever comes meanwhile goes with the next. */
  function flush(): void {
    if (writing || waiting.length === 0) return
    writing = writeOn().then(
      () => {
        writing = undefined
        flush()
      },
      (error) => {
        writing = undefined
        log.error({ error: String(error) }, 'The audit could not be written; it is tried again')
        cancelRetry()
        if (!isStopped) cancelRetry = clock.after(RETRY_MS, flush)
      },
    )
  }

  async function writeOn(): Promise<void> {
    // Files that are turned would be missing to who looks through them.
    await checked
    const batch = [...waiting]
    if (bytes > fileBytes) await turn()
    const text = batch.map((line) => `${JSON.stringify(line)}\n`).join('')
    if (isTorn) await files.cut(bytes)
    isTorn = true
    await files.append(text)
    isTorn = false
    const newest = batch.at(-1) ?? last
    bytes += Buffer.byteLength(text)
    head = { ...head, last: newest.id, mac: newest.mac }
    waiting = waiting.slice(batch.length)
    await files.writeHead(chain.writeHead(head))
  }

  async function turn(): Promise<void> {
    // Entries that a kill kept out of the head would be missing to the next start, which takes them up from the file that is written.
    await files.writeHead(chain.writeHead(head))
    await files.turn(head.last)
    bytes = 0
    const old = await files.old()
    for (const name of old.slice(0, Math.max(0, old.length - keptFiles))) await forget(name)
  }

  /** The head says first that the chain begins later: a file that is missing without that was taken away. */
  async function forget(name: string): Promise<void> {
    const end = files.lastOf(name)
    const [path = ''] = await files.paths()
    let before = head.before
    for (const text of await files.lines(path)) before = readAuditLine(text)?.mac ?? before
    head = { ...head, first: end + 1, before }
    await files.writeHead(chain.writeHead(head))
    await files.remove(name)
  }

  return {
    note,
    async list(options) {
      const brokenAt = await checked
      // What was noted until now is in this write or in the next.
      await writing
      await writing
      const found = await findEntries(files, options)
      return { ...found, intact: brokenAt === undefined, ...(brokenAt !== undefined && { brokenAt }) }
    },
    async stop() {
      isStopped = true
      cancelRetry()
      await checked
      flush()
      while (writing) await writing
    },
  }
}

/** What the host does by itself. */
export const HOST = { id: 'host', name: 'Showrunner', role: 'none', peer: '' } as const

function short<T>(value: T): T | string {
  return typeof value === 'string' ? value.slice(0, MAX_TEXT) : value
}
