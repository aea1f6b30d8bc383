import { ref } from '../describe/ref.ts'
import type { ServeParts } from '../serve.ts'
import { byOf } from './by.ts'
import { ADMIN, PEOPLE } from './roles.ts'
import type { Route } from './route.ts'

/** How the host is, part by part, and everything about it in one file: GET /api/health and /api/diagnostics. */
export function diagnosticsRoutes({ watch }: Pick<ServeParts, 'watch'>): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/api/health',
      allow: PEOPLE,
      operation: {
        id: 'healthOfParts',
        tag: 'host',
        summary: 'How every part is, in a sentence each; always 200',
        answer: { schema: ref('watch', 'HealthReport') },
      },
      handle: (context) => context.json(watch.health()),
    },
    {
      method: 'GET',
      path: '/api/diagnostics',
      allow: ADMIN,
      operation: {
        id: 'diagnostics',
        tag: 'host',
        summary: 'A zip for whoever helps: versions, state, settings and log, without keys, secrets and viewers',
        answer: { type: 'application/zip' },
      },
      handle: async (context) => {
        const bytes = await watch.diagnostics(byOf(context))
        return context.body(new Uint8Array(bytes), 200, {
          'content-type': 'application/zip',
          'content-disposition': 'attachment; filename="showrunner-diagnostics.zip"',
        })
      },
    },
  ]
}
