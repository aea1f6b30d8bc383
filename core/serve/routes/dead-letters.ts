import { EVENT_TYPES, type EventType } from '../../../schemas/types.ts'
import type { DeadLetterFilter } from '../../store/store.ts'
import { readObject } from '../body.ts'
import type { Limits } from '../limits.ts'
import type { Problem } from '../problem.ts'
import type { ServeParts } from '../serve.ts'
import { byOf, wholeNumberOf } from './query.ts'
import type { Route, RouteContext } from './route.ts'

const ACTORS = ['admin', 'moderator'] as const
const MAX_LISTED = 1_000
const MAX_IDS = 1_000

/**
 * GET /api/dead-letters with `plugin`, `type`, `since`, `before` and `limit`; GET /api/dead-letters/<id>.
 * POST /api/dead-letters/replay and DELETE /api/dead-letters take `{ "ids": […] }`, or `{ "filter": { "plugin", "type", "since" } }`, or
 * `{ "all": true }`, and `"dryRun": true` to hear only how many.
 */
export function deadLetterRoutes({ deadLetters }: Pick<ServeParts, 'deadLetters'>, limits: Limits): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/api/dead-letters',
      allow: ACTORS,
      handle: (context) => {
        const before = wholeNumberOf(context, 'before', { from: 1, to: Number.MAX_SAFE_INTEGER })
        if (typeof before === 'object') return before
        const limit = wholeNumberOf(context, 'limit', { from: 1, to: MAX_LISTED })
        if (typeof limit === 'object') return limit
        const { plugin, type, since } = context.req.query()
        const filter = filterOf({ plugin, type, since })
        if ('code' in filter) return filter
        return context.json(deadLetters.list({ ...filter, ...(before !== undefined && { before }), limit: limit ?? 100 }))
      },
    },
    {
      method: 'GET',
      path: '/api/dead-letters/:id{\\d+}',
      allow: ACTORS,
      handle: (context) => context.json({ letter: deadLetters.show(Number(context.req.param('id'))) }),
    },
    {
      method: 'POST',
      path: '/api/dead-letters/replay',
      allow: ACTORS,
      handle: async (context) => {
        const asked = await askedOf(context, limits)
        return 'code' in asked ? asked : context.json(await deadLetters.replay(asked.filter, asked))
      },
    },
    {
      method: 'DELETE',
      path: '/api/dead-letters',
      allow: ['admin'],
      handle: async (context) => {
        const asked = await askedOf(context, limits)
        return 'code' in asked ? asked : context.json(deadLetters.drop(asked.filter, { ...asked, by: byOf(context) }))
      },
    },
  ]
}

/** Which letters a body means: all of them only when it says so. */
async function askedOf(context: RouteContext, limits: Limits): Promise<{ filter: DeadLetterFilter; dryRun: boolean } | Problem> {
  const body = await readObject(context, limits)
  if ('code' in body) return body
  const { ids, filter, all, dryRun = false } = body.value
  const given = [ids, filter, all].filter((choice) => choice !== undefined)
  if (given.length !== 1) return { code: 'BODY_INVALID', detail: 'Say one of "ids", "filter" and "all"' }
  if (ids !== undefined && !isIds(ids)) return { code: 'BODY_INVALID', detail: `ids is a list of 1 to ${MAX_IDS} numbers`, path: '/ids' }
  if (all !== undefined && all !== true) return { code: 'BODY_INVALID', detail: 'all is true', path: '/all' }
  if (typeof dryRun !== 'boolean') return { code: 'BODY_INVALID', detail: 'dryRun is true or false', path: '/dryRun' }
  const wanted = ids ? { ids: [...new Set(ids)] } : filterOf(Object(filter ?? {}))
  if ('code' in wanted) return wanted
  const isEmpty = Object.keys(wanted).length === 0
  if (isEmpty && !all) return { code: 'BODY_INVALID', detail: 'filter names a plugin, a type or a time', path: '/filter' }
  return { filter: wanted, dryRun }
}

function filterOf({ plugin, type, since }: Readonly<Record<string, unknown>>): DeadLetterFilter | Problem {
  if (plugin !== undefined && typeof plugin !== 'string') return { code: 'REQUEST_INVALID', detail: 'plugin is the id of a plugin' }
  if (type !== undefined && !isEventType(type)) return { code: 'REQUEST_INVALID', detail: `type is one of ${EVENT_TYPES.join(', ')}` }
  if (since !== undefined && !isTime(since)) return { code: 'REQUEST_INVALID', detail: 'since is a time such as 2026-11-20T18:00:00Z' }
  return {
    ...(plugin !== undefined && { plugin }),
    ...(type !== undefined && { eventType: type }),
    ...(since !== undefined && { since: new Date(since).toISOString() }),
  }
}

const isEventType = (value: unknown): value is EventType => EVENT_TYPES.some((type) => type === value)
const isTime = (value: unknown): value is string => typeof value === 'string' && !Number.isNaN(Date.parse(value))

function isIds(ids: unknown): ids is readonly number[] {
  return Array.isArray(ids) && ids.length > 0 && ids.length <= MAX_IDS && ids.every((id) => Number.isSafeInteger(id) && id > 0)
}
