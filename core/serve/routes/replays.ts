import { readObject } from '../body.ts'
import type { Limits } from '../limits.ts'
import type { Problem } from '../problem.ts'
import type { ReplayOrder, ServeParts } from '../serve.ts'
import type { Route } from './route.ts'

const READERS = ['admin', 'moderator'] as const
const MAX_SPEED = 1_000
const MAX_NAMES = 100

/**
 * POST /api/sessions/<id>/replay with `{ "speed", "to", "from", "until", "dryRun" }` starts a replay, or says what it would do.
 * GET /api/replays: what runs and ran. DELETE /api/replays/<id> stops one.
 */
export function replayRoutes({ replays }: Pick<ServeParts, 'replays'>, limits: Limits): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/api/sessions/:id/replay',
      allow: ['admin'],
      handle: async (context) => {
        const body = await readObject(context, limits)
        if ('code' in body) return body
        const order = orderOf(body.value)
        if ('code' in order) return order
        const session = context.req.param('id') ?? ''
        if (body.value.dryRun === true) return context.json({ plan: await replays.plan(session, order) })
        return context.json({ replay: replays.start(session, order) }, 202)
      },
    },
    { method: 'GET', path: '/api/replays', allow: READERS, handle: (context) => context.json({ replays: replays.list() }) },
    {
      method: 'DELETE',
      path: '/api/replays/:id',
      allow: READERS,
      handle: async (context) => context.json({ replay: await replays.stop(context.req.param('id') ?? '') }),
    },
  ]
}

/** The order in a body, or the field that is wrong. */
function orderOf({ speed = 1, to, from, until }: Readonly<Record<string, unknown>>): ReplayOrder | Problem {
  if (!isSpeed(speed)) return wrong('speed', `speed is "max" or a number above 0, at most ${MAX_SPEED}`)
  if (to !== undefined && !isNames(to)) return wrong('to', `to is a list of 1 to ${MAX_NAMES} ids of plugins, or "@games"`)
  if (from !== undefined && typeof from !== 'string') return wrong('from', 'from is a time such as 2026-11-20T18:00:00Z')
  if (until !== undefined && typeof until !== 'string') return wrong('until', 'until is a time such as 2026-11-20T18:00:00Z')
  return { speed, ...(to && { to }), ...(from !== undefined && { from }), ...(until !== undefined && { until }) }
}

function isSpeed(speed: unknown): speed is ReplayOrder['speed'] {
  return speed === 'max' || (typeof speed === 'number' && speed > 0 && speed <= MAX_SPEED)
}

function isNames(names: unknown): names is readonly string[] {
  return Array.isArray(names) && names.length > 0 && names.length <= MAX_NAMES && names.every((name) => typeof name === 'string')
}

function wrong(field: string, detail: string): Problem {
  return { code: 'BODY_INVALID', detail, path: `/${field}` }
}
