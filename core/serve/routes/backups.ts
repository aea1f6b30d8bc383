import { readObject } from '../body.ts'
import type { Limits } from '../limits.ts'
import type { ServeParts } from '../serve.ts'
import { byOf } from './query.ts'
import type { Route } from './route.ts'

const ADMIN = ['admin'] as const

/** GET /api/backups: newest first. POST makes one and answers 201 with it; `{ "secrets": true }` puts keys and secrets in. */
export function backupRoutes({ backups }: Pick<ServeParts, 'backups'>, limits: Limits): readonly Route[] {
  return [
    { method: 'GET', path: '/api/backups', allow: ADMIN, handle: async (context) => context.json({ backups: await backups.list() }) },
    {
      method: 'POST',
      path: '/api/backups',
      allow: ADMIN,
      handle: async (context) => {
        const body = await readObject(context, limits)
        if ('code' in body) return body
        return context.json(await backups.take({ secrets: body.value.secrets === true, by: byOf(context) }), 201)
      },
    },
  ]
}
