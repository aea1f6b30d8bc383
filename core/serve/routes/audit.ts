import { ref } from '../describe/ref.ts'
import type { ServeParts } from '../serve.ts'
import { ADMIN } from './roles.ts'
import type { Route } from './route.ts'

type Asked = { readonly limit?: number; readonly cursor?: string; readonly what?: string; readonly who?: string }

const TEXT = { type: 'string', minLength: 1, maxLength: 100 }

/** What was done and refused, and by whom. There is no way to change it. */
export function auditRoutes({ audit }: Pick<ServeParts, 'audit'>): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/api/audit',
      allow: ADMIN,
      operation: {
        ...{
          id: 'listAudit',
          tag: 'access',
          summary: 'What was done and refused, newest first, and whether the list is as it was written.',
        },
        query: {
          type: 'object',
          additionalProperties: false,
          properties: {
            limit: { type: 'integer', minimum: 1, maximum: 1000 },
            cursor: { type: 'string', pattern: '^\\d{1,15}$' },
            what: TEXT,
            who: TEXT,
          },
        },
        answer: { schema: ref('access', 'AuditPage') },
      },
      async handle(context) {
        const { limit = 100, cursor, ...words } = context.get('query') as Asked // Proved by the schema.
        return context.json(await audit.list({ limit, ...words, ...(cursor !== undefined && { cursor: Number(cursor) }) }))
      },
    },
  ]
}
