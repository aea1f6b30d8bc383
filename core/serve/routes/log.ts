import type { LogLevel } from '../../base/log-tail.ts'
import { ref } from '../describe/ref.ts'
import type { ServeParts } from '../serve.ts'
import { ADMIN } from './roles.ts'
import type { Route, RouteContext } from './route.ts'

const LINES = 100

const LEVEL = '(trace|debug|info|warn|error|fatal)'
const LEVELS = { type: 'string', pattern: `^${LEVEL}(,${LEVEL})*$`, description: 'Levels, with commas between them; all when left out' }
const LIMIT = { type: 'integer', minimum: 1, maximum: 2000, description: 'How many; 100 unless said' }
const PLUGIN = { type: 'string', maxLength: 100, description: 'Only of this plugin' }
const AFTER = { type: 'integer', minimum: 0, description: 'Only lines with a higher number: what came since' }
const TEXT = { type: 'string', maxLength: 200, description: 'Only with this text in them, whatever its case' }

type Query = { readonly level?: string; readonly limit?: number; readonly plugin?: string; readonly after?: number; readonly q?: string }

/** The newest lines of the host's log, newest first: GET /api/log, and of one plugin GET /api/plugins/<id>/logs. */
export function logRoutes({ watch, plugins }: Pick<ServeParts, 'watch' | 'plugins'>): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/api/log',
      allow: ADMIN,
      operation: {
        id: 'readLog',
        tag: 'host',
        summary: 'The newest lines of the log, newest first',
        query: { type: 'object', properties: { level: LEVELS, limit: LIMIT, plugin: PLUGIN, after: AFTER, q: TEXT } },
        answer: { schema: ref('watch', 'LogPage') },
      },
      handle: (context) => {
        const { level, limit = LINES, ...wanted } = queryOf(context)
        // Proved by the schema: words of the list, with commas between them.
        const levels = level?.split(',') as LogLevel[] | undefined
        return context.json({ lines: watch.log({ ...wanted, ...(levels && { levels }), limit }) })
      },
    },
    {
      method: 'GET',
      path: '/api/plugins/:id/logs',
      allow: ADMIN,
      operation: {
        id: 'readPluginLog',
        tag: 'plugins',
        summary: 'The newest lines that a plugin logged, or that are about it',
        query: { type: 'object', properties: { limit: LIMIT } },
        answer: { schema: ref('watch', 'LogPage') },
        problems: ['PLUGIN_UNKNOWN'],
      },
      handle: (context) => {
        const { id: plugin } = plugins.show(context.req.param('id') ?? '')
        return context.json({ lines: watch.log({ plugin, limit: queryOf(context).limit ?? LINES }) })
      },
    },
  ]
}

// Proved by the schema.
const queryOf = (context: RouteContext) => context.get('query') as Query
