import type { SubscriptionChanges } from '../../../schemas/types.ts'
import { ref } from '../describe/ref.ts'
import type { LaneDesks } from '../lane-desks.ts'
import { byOf } from './by.ts'
import { ADMIN } from './roles.ts'
import type { Route, RouteContext } from './route.ts'

const PATH = '/api/plugins/:id/subscriptions'
const ANSWER = { schema: ref('lanes', 'SubscriptionList') }

/** GET, PUT and DELETE /api/plugins/<id>/subscriptions. */
export function subscriptionRoutes({ subscriptions }: Pick<LaneDesks, 'subscriptions'>): readonly Route[] {
  return [
    {
      method: 'GET',
      path: PATH,
      allow: ADMIN,
      operation: {
        id: 'listSubscriptions',
        tag: 'plugins',
        summary: 'Which events a plugin gets, and how',
        answer: ANSWER,
        problems: ['PLUGIN_UNKNOWN'],
      },
      handle: (context) => context.json({ subscriptions: subscriptions.list(idOf(context)) }),
    },
    {
      method: 'PUT',
      path: PATH,
      allow: ADMIN,
      operation: {
        id: 'changeSubscriptions',
        tag: 'plugins',
        summary: 'Changes the named rows, from the next event on',
        body: ref('lanes', 'SubscriptionChanges'),
        answer: ANSWER,
        problems: ['PLUGIN_UNKNOWN', 'SETTINGS_INVALID'],
      },
      handle: async (context) => {
        // Proved by the schema.
        const { subscriptions: rows } = context.get('body') as SubscriptionChanges
        return context.json({ subscriptions: await subscriptions.change(idOf(context), rows, byOf(context)) })
      },
    },
    {
      method: 'DELETE',
      path: PATH,
      allow: ADMIN,
      operation: {
        id: 'resetSubscriptions',
        tag: 'plugins',
        summary: 'Back to what the manifest says',
        answer: ANSWER,
        problems: ['PLUGIN_UNKNOWN'],
      },
      handle: async (context) => context.json({ subscriptions: await subscriptions.reset(idOf(context), byOf(context)) }),
    },
  ]
}

const idOf = (context: RouteContext) => context.req.param('id') ?? ''
