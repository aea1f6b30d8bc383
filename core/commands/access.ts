import type { AuditPage, InviteMade, TokenList, TokenMade, TokenSent, TokenView } from '../../schemas/types.ts'
import { queryOf, tell } from './answer.ts'
import { localTime } from './local-time.ts'
import { plain } from './plain.ts'
import type { ReachOptions } from './reaching.ts'
import { createClient } from './running.ts'
import { table } from './table.ts'

/** Lists who may come in. */
export async function tokens(options: ReachOptions): Promise<void> {
  // The host answers as its schemas say; so do all below.
  const answer = (await createClient(options).get('/api/tokens')) as TokenList
  tell(answer.tokens, options, (all) => [table(['id', 'name', 'role', 'kind', 'made', 'last used', 'ends'], all.map(rowOf))])
}

/** Makes a token; its key is told this once. */
export async function createToken(sent: TokenSent, options: ReachOptions): Promise<void> {
  const made = (await createClient(options).post('/api/tokens', sent)) as TokenMade
  tell(made, options, ({ token, key }) => [
    `${plain(token.name)} may come in as ${token.role}${token.expiresAt === undefined ? '' : ` until ${localTime(token.expiresAt)}`} (${token.id})`,
    `Its key, which is told only now: ${key}`,
  ])
}

/** Lets whoever has a token come in no more; what it has open ends within a second. */
export async function revokeToken(id: string, options: ReachOptions): Promise<void> {
  await createClient(options).delete(`/api/tokens/${encodeURIComponent(id)}`)
  tell({ id, revoked: true }, options, () => [`${plain(id)} may not come in any more`])
}

/** Makes a link that lets one person come in as moderator. */
export async function invite(name: string, { hours, ...options }: ReachOptions & { readonly hours?: number }): Promise<void> {
  const made = (await createClient(options).post('/api/invites', { name, ...(hours !== undefined && { hours }) })) as InviteMade
  tell(made, options, ({ invite: { expiresAt, role, hours: stay }, url, reach }) => [
    `With this link ${plain(name)} comes in as ${role} for ${stay} ${stay === 1 ? 'hour' : 'hours'}; it works once, until ${localTime(expiresAt)}:`,
    url,
    ...(reach === 'this-machine' ? [NEAR] : []),
  ])
}

const NEAR =
  'Only this computer can open it. For a phone, write the address of this computer into server.allowedHosts (Settings → More host names), and start with --host 0.0.0.0 --allow-remote, in a network that you trust.'

export type AuditOptions = ReachOptions & {
  readonly what?: string
  readonly who?: string
  readonly limit: number
  readonly cursor?: string
}

/** Lists what was done by whom, newest first. Ends with 1 when the list is not as it was written. */
export async function audit(options: AuditOptions): Promise<void> {
  const { what, who, limit, cursor } = options
  const page = (await createClient(options).get(`/api/audit${queryOf({ what, who, limit, cursor })}`)) as AuditPage
  tell(page, options, ({ entries, next, intact, brokenAt }) => [
    table(
      ['number', 'when', 'what', 'who', ''],
      entries.map((entry) => [
        ...[String(entry.id), localTime(entry.at), entry.what, plain(`${entry.who.name} (${entry.who.role})`)],
        plain(
          Object.entries(entry.detail ?? {})
            .map(([name, value]) => `${name}=${value}`)
            .join(' '),
        ),
      ]),
    ),
    ...(next === undefined ? [] : [`More with --cursor ${next}`]),
    ...(intact ? [] : [`The list is not as it was written, from entry ${brokenAt} on: somebody changed or removed entries`]),
  ])
  if (!page.intact) process.exitCode = 1
}

function rowOf({ id, name, role, kind, createdAt, lastUsedAt, expiresAt }: TokenView): readonly string[] {
  const when = (time?: string) => (time === undefined ? '' : localTime(time))
  return [id, plain(name), role, kind, when(createdAt), when(lastUsedAt), when(expiresAt)]
}
