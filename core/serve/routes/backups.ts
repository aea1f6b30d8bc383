import type { BackupOrder } from '../../../schemas/types.ts'
import { ref } from '../describe/ref.ts'
import type { ServeParts } from '../serve.ts'
import { byOf } from './by.ts'
import { ADMIN } from './roles.ts'
import type { Route } from './route.ts'

/** GET /api/backups: newest first. POST makes one and answers 201 with it; `{ "secrets": true }` puts keys and secrets in. */
export function backupRoutes({ backups }: Pick<ServeParts, 'backups'>): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/api/backups',
      allow: ADMIN,
      operation: {
        id: 'listBackups',
        tag: 'host',
        summary: 'The backups in data/backups',
        answer: { schema: ref('backups', 'BackupList') },
      },
      handle: async (context) => context.json({ backups: await backups.list() }),
    },
    {
      method: 'POST',
      path: '/api/backups',
      allow: ADMIN,
      operation: {
        id: 'makeBackup',
        tag: 'host',
        summary: 'Makes a backup of everything in data/',
        body: ref('backups', 'BackupOrder'),
        answer: { status: 201, schema: ref('backups', 'BackupReport') },
      },
      handle: async (context) => {
        // Proved by the schema.
        const { secrets = false } = context.get('body') as BackupOrder
        return context.json(await backups.take({ secrets, by: byOf(context) }), 201)
      },
    },
  ]
}
