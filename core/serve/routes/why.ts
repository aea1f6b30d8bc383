import { CURSOR, LIMIT, ref } from '../describe/ref.ts'
import type { DeliveriesWanted, LaneDesks } from '../lane-desks.ts'
import { PEOPLE } from './roles.ts'
import type { Route } from './route.ts'

const QUERY = {
  type: 'object',
  properties: {
    plugin: { type: 'string', maxLength: 64 },
    state: ref('lanes', 'DeliveryState'),
    limit: LIMIT,
    cursor: CURSOR,
  },
}

/** GET /api/deliveries with `plugin`, `state`, `limit` and `cursor`; GET /api/events/<seqNo>/why; GET /api/alerts. */
export function whyRoutes({ deliveries, alerts }: Pick<LaneDesks, 'deliveries' | 'alerts'>): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/api/deliveries',
      allow: PEOPLE,
      operation: {
        id: 'listDeliveries',
        tag: 'lanes',
        summary: 'Events on their way to plugins, and what became of them',
        query: QUERY,
        answer: { schema: ref('lanes', 'DeliveryPage') },
        problems: ['PLUGIN_UNKNOWN'],
      },
      handle: (context) => {
        // Proved by the schema.
        const wanted = context.get('query') as Partial<DeliveriesWanted>
        return context.json(deliveries.list({ ...wanted, limit: wanted.limit ?? 100 }))
      },
    },
    {
      method: 'GET',
      path: '/api/events/:seqNo{\\d+}/why',
      allow: PEOPLE,
      operation: {
        id: 'explainEvent',
        tag: 'lanes',
        summary: 'Who got an event, who did not, and why',
        answer: { schema: ref('lanes', 'Why') },
      },
      handle: (context) => {
        const why = deliveries.why(Number(context.req.param('seqNo')))
        return why && context.json(why)
      },
    },
    {
      method: 'GET',
      path: '/api/alerts',
      allow: PEOPLE,
      operation: {
        id: 'listAlerts',
        tag: 'host',
        summary: 'What an operator should look at now',
        answer: { schema: ref('lanes', 'AlertList') },
      },
      handle: (context) => context.json({ alerts: alerts.list() }),
    },
  ]
}
