import type { DeadLetterOrder, DeadLetterWanted } from '../../../schemas/types.ts'
import type { DeadLetterFilter } from '../../store/store.ts'
import { EVENT_TYPE, LIMIT, ref } from '../describe/ref.ts'
import type { Problem } from '../problem.ts'
import type { ServeParts } from '../serve.ts'
import { byOf } from './by.ts'
import { ADMIN, PEOPLE } from './roles.ts'
import type { Route } from './route.ts'

const QUERY = {
  type: 'object',
  properties: {
    plugin: { type: 'string', maxLength: 100 },
    type: EVENT_TYPE,
    since: { type: 'string', format: 'date-time', description: 'Given up then or later' },
    before: {
      type: 'integer',
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
      description: 'Only those with a smaller id: for the next page',
    },
    limit: LIMIT,
  },
}

/**
 * GET /api/dead-letters with `plugin`, `type`, `since`, `before` and `limit`; GET /api/dead-letters/<id>.
 * POST /api/dead-letters/replay and DELETE /api/dead-letters take `{ "ids": […] }`, or `{ "filter": { "plugin", "type", "since" } }`, or
 * `{ "all": true }`, and `"dryRun": true` to hear only how many.
 */
export function deadLetterRoutes({ deadLetters }: Pick<ServeParts, 'deadLetters'>): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/api/dead-letters',
      allow: PEOPLE,
      operation: {
        id: 'listDeadLetters',
        tag: 'dead letters',
        summary: 'Deliveries that were given up, newest first',
        query: QUERY,
        answer: { schema: ref('dead-letters', 'DeadLetterList') },
      },
      handle: (context) => {
        // Proved by the schema.
        const { before, limit = 100, ...wanted } = context.get('query') as DeadLetterWanted & { before?: number; limit?: number }
        return context.json(deadLetters.list({ ...filterOf(wanted), ...(before !== undefined && { before }), limit }))
      },
    },
    {
      method: 'GET',
      path: '/api/dead-letters/:id{\\d+}',
      allow: PEOPLE,
      operation: {
        id: 'showDeadLetter',
        tag: 'dead letters',
        summary: 'One of them, with its event and every attempt',
        answer: { schema: ref('dead-letters', 'DeadLetterAnswer') },
        problems: ['DEAD_LETTER_UNKNOWN'],
      },
      handle: (context) => context.json({ letter: deadLetters.show(Number(context.req.param('id'))) }),
    },
    {
      method: 'POST',
      path: '/api/dead-letters/replay',
      allow: PEOPLE,
      operation: {
        id: 'replayDeadLetters',
        tag: 'dead letters',
        summary: 'Tries them once more',
        body: ref('dead-letters', 'DeadLetterOrder'),
        answer: { schema: ref('dead-letters', 'LettersReplayed') },
        problems: ['DEAD_LETTER_UNKNOWN'],
      },
      handle: async (context) => {
        const asked = askedOf(context.get('body') as DeadLetterOrder)
        return 'code' in asked ? asked : context.json(await deadLetters.replay(asked.filter, asked))
      },
    },
    {
      method: 'DELETE',
      path: '/api/dead-letters',
      allow: ADMIN,
      operation: {
        id: 'dropDeadLetters',
        tag: 'dead letters',
        summary: 'Removes them for good',
        body: ref('dead-letters', 'DeadLetterOrder'),
        answer: { schema: ref('dead-letters', 'LettersDropped') },
      },
      handle: (context) => {
        const asked = askedOf(context.get('body') as DeadLetterOrder)
        return 'code' in asked ? asked : context.json(deadLetters.drop(asked.filter, { ...asked, by: byOf(context) }))
      },
    },
  ]
}

/** Which letters a body means, proved by the schema but for this: all of them only when it says so. */
function askedOf({ ids, filter, all, dryRun = false }: DeadLetterOrder): { filter: DeadLetterFilter; dryRun: boolean } | Problem {
  const given = [ids, filter, all].filter((choice) => choice !== undefined)
  if (given.length !== 1) return { code: 'BODY_INVALID', detail: 'Say one of "ids", "filter" and "all"' }
  if (filter && Object.keys(filter).length === 0)
    return { code: 'BODY_INVALID', detail: 'filter names a plugin, a type or a time', path: '/filter' }
  return { filter: ids ? { ids: [...new Set(ids)] } : filterOf(filter ?? {}), dryRun }
}

function filterOf({ plugin, type, since }: DeadLetterWanted): DeadLetterFilter {
  return {
    ...(plugin !== undefined && { plugin }),
    ...(type !== undefined && { eventType: type }),
    ...(since !== undefined && { since: new Date(since).toISOString() }),
  }
}
