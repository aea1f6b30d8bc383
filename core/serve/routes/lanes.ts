import type { LaneThreads } from '../../../schemas/types.ts'
import { ref } from '../describe/ref.ts'
import type { LaneDesks } from '../lane-desks.ts'
import { byOf } from './by.ts'
import { ADMIN, PEOPLE } from './roles.ts'
import type { Operation, Route, RouteContext } from './route.ts'

const ONE = { schema: ref('lanes', 'LaneAnswer') }

const HISTORY_QUERY = {
  type: 'object',
  properties: {
    by: { enum: ['minute', 'hour', 'day'], description: 'minutes of two hours, hours of a week (unless said), days of a year' },
  },
}

const pauseOperation = (isPaused: boolean): Operation => ({
  id: isPaused ? 'pauseLane' : 'resumeLane',
  tag: 'lanes',
  summary: isPaused ? 'Sends nothing more to a plugin; its events wait, also over a restart' : 'Goes on where the lane was',
  answer: ONE,
  problems: ['PLUGIN_UNKNOWN'],
})

/** GET /api/lanes and GET /api/lanes/<plugin>/history; POST /api/lanes/<plugin>/pause and /resume; PUT /api/lanes/<plugin>/threads. */
export function laneRoutes({ lanes }: Pick<LaneDesks, 'lanes'>): readonly Route[] {
  const pause = (isPaused: boolean): Route => ({
    method: 'POST',
    path: `/api/lanes/:plugin/${isPaused ? 'pause' : 'resume'}`,
    allow: PEOPLE,
    operation: pauseOperation(isPaused),
    handle: async (context) => context.json({ lane: await lanes.pause(pluginOf(context), isPaused, byOf(context)) }),
  })

  return [
    {
      method: 'GET',
      path: '/api/lanes',
      allow: PEOPLE,
      operation: { id: 'listLanes', tag: 'lanes', summary: 'The queue of each plugin', answer: { schema: ref('lanes', 'LaneList') } },
      handle: (context) => context.json({ lanes: lanes.list() }),
    },
    {
      method: 'GET',
      path: '/api/lanes/:plugin/history',
      allow: PEOPLE,
      operation: {
        id: 'showLaneHistory',
        tag: 'lanes',
        summary: 'What a lane did, by time',
        query: HISTORY_QUERY,
        answer: { schema: ref('lanes', 'LaneHistory') },
        problems: ['PLUGIN_UNKNOWN'],
      },
      handle: (context) => {
        // Proved by the schema.
        const { by = 'hour' } = context.get('query') as { by?: 'minute' | 'hour' | 'day' }
        return context.json({ buckets: lanes.history(pluginOf(context), by) })
      },
    },
    pause(true),
    pause(false),
    {
      method: 'PUT',
      path: '/api/lanes/:plugin/threads',
      allow: ADMIN,
      operation: {
        id: 'setLaneThreads',
        tag: 'lanes',
        summary: 'Runs a plugin with so many threads from now on; nothing is lost meanwhile',
        body: ref('lanes', 'LaneThreads'),
        answer: ONE,
        problems: ['PLUGIN_UNKNOWN'],
      },
      handle: async (context) => {
        // Proved by the schema.
        const { threads } = context.get('body') as LaneThreads
        return context.json({ lane: await lanes.setThreads(pluginOf(context), threads, byOf(context)) })
      },
    },
  ]
}

const pluginOf = (context: RouteContext) => context.req.param('plugin') ?? ''
