import type { LiveFilter } from '../ledger.ts'

/** Sources of sessions that are no lives. */
const UNREAL = `('simulator', 'replay')`

/** Conditions on a row of sessions, and their values by name. */
export function conditionsOf(filter: LiveFilter): { readonly where: string; readonly values: Readonly<Record<string, string | number>> } {
  const { sessionIds, isActive, platform, text, from, to, isReal, before } = filter
  const conditions = [
    sessionIds && `sessions.session_id IN (${sessionIds.map((_, index) => `@id${index}`).join(', ')})`,
    isActive !== undefined && `sessions.status ${isActive ? '=' : '<>'} 'active'`,
    platform !== undefined && 'sessions.platform = @platform',
    text !== undefined && `instr(lower(coalesce(sessions.name, '') || ' ' || coalesce(sessions.title, '')), lower(@text)) > 0`,
    from !== undefined && 'sessions.started_at >= @from',
    to !== undefined && 'sessions.started_at < @to',
    isReal && `sessions.source NOT IN ${UNREAL}`,
    before !== undefined && 'sessions.number < @before',
  ].filter((condition) => typeof condition === 'string')
  const values = {
    ...Object.fromEntries((sessionIds ?? []).map((id, index) => [`id${index}`, id])),
    ...(platform !== undefined && { platform }),
    ...(text !== undefined && { text }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(before !== undefined && { before }),
  }
  return { where: conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '', values }
}
