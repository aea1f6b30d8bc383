import { EVENT_TYPE, ref } from '../describe/ref.ts'
import type { ServeParts } from '../serve.ts'
import { PEOPLE } from './roles.ts'
import type { Route } from './route.ts'

/** POST /api/simulate/<type>: hands an event in as if it had happened; answers 201 with the event as accepted. */
export function simulateRoutes({ simulate }: Pick<ServeParts, 'simulate'>): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/api/simulate/:type',
      allow: PEOPLE,
      operation: {
        id: 'simulateEvent',
        tag: 'simulator',
        summary: 'Hands an event in as if it had happened',
        params: { type: EVENT_TYPE },
        body: {
          type: 'object',
          description: 'Fields of the event; what is left out is made up, and what it has not is refused',
          examples: [{ payload: { giftName: 'Rose' } }],
        },
        answer: { status: 201, schema: ref('events', 'EventAnswer') },
        problems: ['EVENT_INVALID'],
      },
      handle: async (context) => {
        // Proved by the schema.
        const input = context.get('body') as Readonly<Record<string, unknown>>
        return context.json({ event: await simulate(context.req.param('type') ?? '', input) }, 201)
      },
    },
  ]
}
