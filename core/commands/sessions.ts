import type { Session, SessionNotes, SessionPage, SessionShown } from '../../schemas/types.ts'
import { localTime } from './local-time.ts'
import { plain } from './plain.ts'
import type { ReachOptions } from './reaching.ts'
import { createClient } from './running.ts'
import { table } from './table.ts'

export type SessionsOptions = ReachOptions & { readonly limit: number; readonly status?: string; readonly platform?: string }

/** Lists lives and replays, newest first. */
export async function sessions({ limit, status, platform, ...options }: SessionsOptions): Promise<void> {
  const query = new URLSearchParams({ limit: String(limit), ...(status && { status }), ...(platform && { platform }) })
  const answer = (await createClient(options).get(`/api/sessions?${query}`)) as SessionPage
  if (options.json) return console.log(JSON.stringify(answer.sessions, undefined, 2))
  if (answer.sessions.length === 0) return console.log('There was no live yet')
  const rows = answer.sessions.map((row) => [
    ...[String(row.number), localTime(row.startedAt), stateOf(row), row.source, row.platform],
    ...[String(row.coins), row.tipCount > 0 ? moneyOf(row) : '', nameOf(row)],
  ])
  console.log(table(['number', 'began', 'state', 'source', 'platform', 'coins', 'tips', 'name'], rows))
}

/** Shows one with its totals, who gave most, and its notes. */
export async function showSession(id: string, options: ReachOptions): Promise<void> {
  const client = createClient(options)
  const shown = (await client.get(`/api/sessions/${encodeURIComponent(id)}`)) as SessionShown
  const { notes } = (await client.get(`/api/sessions/${encodeURIComponent(id)}/notes`)) as SessionNotes
  if (options.json) return console.log(JSON.stringify({ ...shown, notes }, undefined, 2))
  const { session, counts, topGifters, topTippers } = shown
  console.log(`Session ${session.number}: ${nameOf(session)}, ${stateOf(session)}`)
  console.log(
    `From ${localTime(session.startedAt)}${session.endedAt ? ` to ${localTime(session.endedAt)}` : ''}, ${session.source}, ${session.platform}`,
  )
  for (const line of totalsOf(session, counts)) console.log(line)
  for (const { displayName, gifts, coins } of topGifters) console.log(`  ${plain(displayName)}: ${coins} coins in ${gifts} gifts`)
  for (const { displayName, amountCents, currency, tips } of topTippers)
    console.log(`  ${plain(displayName)}: ${amount(amountCents, currency)} in ${tips} ${tips === 1 ? 'tip' : 'tips'}`)
  if (session.notes) console.log(`Notes: ${plain(session.notes)}`)
  for (const { id, at, by, text } of notes) console.log(`  ${localTime(at)} ${plain(by)}: ${plain(text)} (${id})`)
}

/** Money as people write it. */
export function amount(cents: number, currency: string): string {
  return `${(cents / 100).toFixed(2)} ${currency}`
}

/** `session 3, Evening`, for sentences. */
export function nameOf({ name, title }: Pick<Session, 'name' | 'title'>): string {
  return plain(name ?? title ?? 'without a name')
}

const moneyOf = ({ tipsCents }: Session) =>
  Object.entries(tipsCents)
    .map(([currency, cents]) => amount(cents, currency))
    .join(', ')

function totalsOf(session: Session, counts: Readonly<Record<string, number>>): readonly string[] {
  const { gifts, coins, likes, peakViewers, tipCount } = session
  const tips = tipCount > 0 ? `, ${moneyOf(session)} in tips` : ''
  const each = Object.entries(counts).map(([type, count]) => `${type} ${count}`)
  return [
    `${gifts} gifts with ${coins} coins${tips}, ${likes} likes, ${peakViewers} viewers at most`,
    ...(each.length > 0 ? [`Events: ${each.join(', ')}`] : []),
  ]
}

function stateOf({ status, outcome, endReason }: Session): string {
  return status === 'active' ? 'goes on' : `${outcome ?? status}${endReason ? ` (${plain(endReason)})` : ''}`
}
