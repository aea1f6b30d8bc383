import type { Gifter, SessionRow, SessionSummary } from '../store/store.ts'
import { plain } from './plain.ts'
import { createClient } from './running.ts'
import { type ReachOptions, table } from './status.ts'

export type SessionsOptions = ReachOptions & { readonly limit: number }

/** Lists lives and replays, newest first. */
export async function sessions(options: SessionsOptions): Promise<void> {
  // The host answers with the rows of its store.
  const answer = (await createClient(options).get(`/api/sessions?limit=${options.limit}`)) as { sessions: readonly SessionRow[] }
  if (options.json) return console.log(JSON.stringify(answer.sessions, undefined, 2))
  if (answer.sessions.length === 0) return console.log('There was no live yet')
  const rows = answer.sessions.map((row) => [String(row.number), localTime(row.startedAt), stateOf(row), row.source, nameOf(row)])
  console.log(table(['number', 'began', 'state', 'source', 'name'], rows))
}

/** Shows one with its totals. */
export async function showSession(id: string, options: ReachOptions): Promise<void> {
  const answer = (await createClient(options).get(`/api/sessions/${encodeURIComponent(id)}`)) as {
    readonly session: SessionRow
    readonly summary?: SessionSummary
    readonly topGifters: readonly Gifter[]
  }
  if (options.json) return console.log(JSON.stringify(answer, undefined, 2))
  const { session, summary, topGifters } = answer
  console.log(`Session ${session.number}: ${nameOf(session)}, ${stateOf(session)}`)
  console.log(`From ${localTime(session.startedAt)}${session.endedAt ? ` to ${localTime(session.endedAt)}` : ''}, ${session.source}`)
  if (summary) for (const line of totalsOf(summary)) console.log(line)
  for (const { displayName, gifts, coins } of topGifters) console.log(`  ${plain(displayName)}: ${coins} coins in ${gifts} gifts`)
}

/** Date and time of this place, to the minute. */
export function localTime(time: string): string {
  const date = new Date(time)
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16).replace('T', ' ')
}

function totalsOf({ events, gifts, coins, likes, peakViewers, tipsCents }: SessionSummary): readonly string[] {
  const tips = Object.entries(tipsCents).map(([currency, cents]) => `, ${(cents / 100).toFixed(2)} ${currency} in tips`)
  const counts = Object.entries(events).map(([type, count]) => `${type} ${count}`)
  return [
    `${gifts} gifts with ${coins} coins${tips.join('')}, ${likes} likes, ${peakViewers} viewers at most`,
    ...(counts.length > 0 ? [`Events: ${counts.join(', ')}`] : []),
  ]
}

function stateOf({ status, endReason }: SessionRow): string {
  return status === 'active' ? 'goes on' : `${status}${endReason ? ` (${plain(endReason)})` : ''}`
}

function nameOf({ name, title }: Pick<SessionRow, 'name' | 'title'>): string {
  return plain(name ?? title ?? 'without a name')
}
