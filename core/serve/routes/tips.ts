import type { TipSent } from '../../../schemas/types.ts'
import { CURSOR, LIMIT, ref } from '../describe/ref.ts'
import type { ServeParts, TipsWanted } from '../serve.ts'
import { byOf } from './by.ts'
import { PEOPLE, READERS } from './roles.ts'
import type { Route } from './route.ts'
import { sessionFor } from './session-for.ts'

/** POST /api/tips records money that a viewer gave, in hundredths of a currency; GET /api/tips lists it, DELETE takes one back. Proved by their schemas. */
export function tipRoutes({ tips }: Pick<ServeParts, 'tips'>): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/api/tips',
      allow: READERS,
      operation: {
        id: 'sendTip',
        tag: 'money',
        summary: 'Records a tip; it is durable when this answers, and plugins get it as an event',
        body: ref('money', 'TipSent'),
        answer: { status: 201, schema: ref('money', 'TipAnswer') },
        problems: ['SESSION_UNKNOWN', 'SESSION_NEEDED'],
      },
      handle: async (context) => {
        const { tip, session } = await tips.send(context.get('body') as TipSent, byOf(context))
        return context.json({ tip, session: sessionFor(context, session) }, 201)
      },
    },
    {
      method: 'GET',
      path: '/api/tips',
      allow: PEOPLE,
      operation: {
        id: 'listTips',
        tag: 'money',
        summary: 'Tips, newest first',
        query: {
          properties: {
            session: { type: 'string', minLength: 1, maxLength: 100, description: 'Number or id' },
            limit: LIMIT,
            cursor: { ...CURSOR, pattern: '^[0-9]{1,15}$' },
            since: { type: 'string', format: 'date-time', description: 'Recorded then or later' },
            until: { type: 'string', format: 'date-time', description: 'Recorded before' },
          },
        },
        answer: { schema: ref('money', 'TipPage') },
        problems: ['SESSION_UNKNOWN'],
      },
      handle: (context) => context.json(tips.page({ limit: 100, ...(context.get('query') as Partial<TipsWanted>) })),
    },
    {
      method: 'DELETE',
      path: '/api/tips/:seqNo',
      allow: PEOPLE,
      operation: {
        id: 'reverseTip',
        tag: 'money',
        summary: 'Takes a tip back: it counts nowhere any more, and plugins get `streaming.tip.reversed`',
        answer: { schema: ref('money', 'TipAnswer') },
        problems: ['TIP_UNKNOWN'],
      },
      handle: async (context) => {
        const { tip, session } = await tips.reverse(Number(context.req.param('seqNo')), byOf(context))
        return context.json({ tip, session: sessionFor(context, session) })
      },
    },
  ]
}
