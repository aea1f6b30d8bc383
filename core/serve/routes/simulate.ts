import { readObject } from '../body.ts'
import type { Limits } from '../limits.ts'
import type { ServeParts } from '../serve.ts'
import type { Route } from './route.ts'

/** POST /api/simulate/<type>: hands an event in as if it had happened; answers 201 with the event as accepted. */
export function simulateRoutes({ simulate }: Pick<ServeParts, 'simulate'>, limits: Limits): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/api/simulate/:type',
      allow: ['admin', 'moderator'],
      handle: async (context) => {
        const body = await readObject(context, limits)
        if ('code' in body) return body
        return context.json({ event: await simulate(context.req.param('type') ?? '', body.value) }, 201)
      },
    },
  ]
}
