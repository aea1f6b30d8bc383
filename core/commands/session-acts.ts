import { writeFile } from 'node:fs/promises'
import type { ActiveSessions, SessionAnswer, SessionNoteAnswer } from '../../schemas/types.ts'
import { HostError } from '../base/errors.ts'
import { tell } from './answer.ts'
import type { ReachOptions } from './reaching.ts'
import { createClient } from './running.ts'
import { nameOf } from './sessions.ts'

export type Act = ReachOptions & { readonly dryRun?: boolean }

export type StartSessionOptions = Act & {
  readonly platform: string
  readonly title?: string
  readonly name?: string
  readonly notes?: string
}

/** Starts a session by hand. */
export async function startSession({ platform, title, name, notes, dryRun, ...options }: StartSessionOptions): Promise<void> {
  const order = {
    platform,
    ...(title !== undefined && { title }),
    ...(name !== undefined && { name }),
    ...(notes !== undefined && { notes }),
  }
  if (dryRun) return tell(order, options, () => [`Would start a session on ${platform}`])
  const { session } = (await createClient(options).post('/api/sessions', order)) as SessionAnswer
  tell(session, options, () => [`Session ${session.number} goes on: ${nameOf(session)}`])
}

/** Ends one, or the one that goes on. */
export async function endSession(
  id: string | undefined,
  { reason, dryRun, ...options }: Act & { readonly reason?: string },
): Promise<void> {
  const which = id ?? (await active(options))
  if (dryRun) return tell({ session: which }, options, () => [`Would end session ${which}`])
  const body = reason === undefined ? {} : { reason }
  const { session } = (await createClient(options).post(`/api/sessions/${encodeURIComponent(which)}/end`, body)) as SessionAnswer
  tell(session, options, () => [`Session ${session.number} has ended: ${nameOf(session)}`])
}

/** Notes something in the session that goes on, or in another. */
export async function noteInSession(text: string, { session, dryRun, ...options }: Act & { readonly session?: string }): Promise<void> {
  const which = session ?? (await active(options))
  if (dryRun) return tell({ session: which, text }, options, () => [`Would note it in session ${which}`])
  const { note } = (await createClient(options).post(`/api/sessions/${encodeURIComponent(which)}/notes`, { text })) as SessionNoteAnswer
  tell(note, options, () => [`Noted in session ${which}`])
}

export type ExportOptions = ReachOptions & {
  readonly what: string
  readonly from?: string
  readonly to?: string
  readonly platform?: string
  readonly out?: string
}

/** Writes a table for spreadsheets into a file, or to where the output goes. */
export async function exportSessions(id: string | undefined, options: ExportOptions): Promise<void> {
  const { what, from, to, platform, out, json } = options
  if (json && out === undefined) throw new HostError('USAGE', 'The table itself is CSV: leave out --json, or name a file for it with --out')
  const given = { what, ...(id && { session: id }), ...(from && { from }), ...(to && { to }), ...(platform && { platform }) }
  const table = await createClient(options).bytes(`/api/analytics/export?${new URLSearchParams(given)}`)
  if (out === undefined) return void process.stdout.write(table)
  await writeFile(out, table, { mode: 0o600 }).catch((cause) => {
    throw new HostError('USAGE', `${out} cannot be written`, { file: out }, cause)
  })
  tell({ file: out, bytes: table.length }, options, () => [`Wrote ${out}, ${table.length} bytes`])
}

/** The number of the one that goes on. Rejects with SESSION_NEEDED. */
async function active(options: ReachOptions): Promise<string> {
  const { session } = (await createClient(options).get('/api/sessions/active')) as ActiveSessions
  if (!session) throw new HostError('SESSION_NEEDED', 'No session goes on')
  return String(session.number)
}
