import type { ErasureOrder } from '../../../schemas/types.ts'
import { ref } from '../describe/ref.ts'
import type { ServeParts } from '../serve.ts'
import { byOf } from './by.ts'
import { ADMIN } from './roles.ts'
import type { Route } from './route.ts'

/** POST /api/viewers/erase with `{ "viewer": "<userId>" or "@<handle>", "dryRun": false }` answers what was erased, without saying whom. */
export function viewerRoutes({ viewers }: Pick<ServeParts, 'viewers'>): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/api/viewers/erase',
      allow: ADMIN,
      operation: {
        id: 'eraseViewer',
        tag: 'viewers',
        summary: 'Takes a viewer out of all that is kept, for good',
        body: ref('erasures', 'ErasureOrder'),
        answer: { schema: ref('erasures', 'ErasureReport') },
      },
      handle: async (context) => {
        // Proved by the schema.
        const { viewer, dryRun = false } = context.get('body') as ErasureOrder
        return context.json(await viewers.erase(viewer, { dryRun, by: byOf(context) }))
      },
    },
  ]
}
