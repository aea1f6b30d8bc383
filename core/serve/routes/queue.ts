import type { QueueClear, QueueOptimize } from '../../../schemas/types.ts'
import { ref } from '../describe/ref.ts'
import type { LaneDesks } from '../lane-desks.ts'
import { byOf } from './by.ts'
import { ADMIN, PEOPLE } from './roles.ts'
import type { Route } from './route.ts'

/** GET /api/queue/status, /stats and /health; POST /api/queue/clear and /optimize. */
export function queueRoutes({ queue }: Pick<LaneDesks, 'queue'>): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/api/queue/status',
      allow: [...PEOPLE, 'game'],
      operation: {
        id: 'showQueueStatus',
        tag: 'lanes',
        summary: 'All lanes together, and each',
        answer: { schema: ref('lanes', 'QueueStatus') },
      },
      handle: (context) => context.json(queue.status()),
    },
    {
      method: 'GET',
      path: '/api/queue/stats',
      allow: PEOPLE,
      operation: {
        id: 'showQueueStats',
        tag: 'lanes',
        summary: 'What became of deliveries: by type, hour, day and plugin',
        answer: { schema: ref('lanes', 'QueueStats') },
      },
      handle: (context) => context.json(queue.stats()),
    },
    {
      method: 'GET',
      path: '/api/queue/health',
      allow: PEOPLE,
      operation: { id: 'showQueueHealth', tag: 'lanes', summary: 'One word, and why', answer: { schema: ref('lanes', 'QueueHealth') } },
      handle: (context) => context.json(queue.health()),
    },
    {
      method: 'POST',
      path: '/api/queue/clear',
      allow: ADMIN,
      operation: {
        id: 'clearQueue',
        tag: 'lanes',
        summary: 'Clears what is over, what was given up, or what waits; what may not be lost becomes dead letters',
        body: ref('lanes', 'QueueClear'),
        answer: { schema: ref('lanes', 'QueueCleared') },
        problems: ['PLUGIN_UNKNOWN'],
      },
      handle: async (context) => {
        // Proved by the schema.
        const order = context.get('body') as QueueClear
        return context.json({ cleared: await queue.clear(order, byOf(context)) })
      },
    },
    {
      method: 'POST',
      path: '/api/queue/optimize',
      allow: ADMIN,
      operation: {
        id: 'optimizeQueue',
        tag: 'lanes',
        summary: 'Restarts what is stuck, relieves what is full, drops dead letters that are too old, and puts the files in order',
        body: ref('lanes', 'QueueOptimize'),
        answer: { schema: ref('lanes', 'QueueOptimized') },
      },
      handle: async (context) => {
        // Proved by the schema.
        const { dryRun = false } = context.get('body') as QueueOptimize
        return context.json({ done: await queue.optimize({ dryRun, by: byOf(context) }) })
      },
    },
  ]
}
