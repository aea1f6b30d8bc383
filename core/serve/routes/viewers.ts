import { readObject } from '../body.ts'
import type { Limits } from '../limits.ts'
import type { ServeParts } from '../serve.ts'
import { byOf } from './query.ts'
import type { Route } from './route.ts'

/** POST /api/viewers/erase with `{ "viewer": "<userId>" or "@<handle>", "dryRun": false }` answers what was erased, without saying whom. */
export function viewerRoutes({ viewers }: Pick<ServeParts, 'viewers'>, limits: Limits): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/api/viewers/erase',
      allow: ['admin'],
      handle: async (context) => {
        const body = await readObject(context, limits)
        if ('code' in body) return body
        const { viewer, dryRun } = body.value
        if (typeof viewer !== 'string') return { code: 'BODY_INVALID', detail: 'viewer is a userId, or a handle with @ in front' }
        return context.json(await viewers.erase(viewer, { dryRun: dryRun === true, by: byOf(context) }))
      },
    },
  ]
}
