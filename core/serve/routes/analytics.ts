import { LIMIT, ref } from '../describe/ref.ts'
import type { ExportWhat, ServeParts, Span } from '../serve.ts'
import { byOf } from './by.ts'
import { ADMIN, PEOPLE } from './roles.ts'
import type { Route } from './route.ts'

const TIME = { type: 'string', format: 'date-time' } as const
const RANGE = {
  from: { ...TIME, description: 'Sessions that began then or later' },
  to: { ...TIME, description: 'Sessions that began before' },
  platform: { $ref: 'api/sessions.v1.schema.json#/definitions/StreamPlatform' },
} as const
const SPAN = {
  ...RANGE,
  session: { type: 'string', minLength: 1, maxLength: 100, description: 'Number or id; a range has no meaning then' },
} as const
const WHAT = {
  enum: ['sessions', 'tips', 'gifters', 'minutes'],
  description: 'sessions and minutes have a column tipsCents.EUR and so on behind the others when tips came in several currencies',
} as const
const TOP = 10

/** Sums over lives, for a range of time or for one session. Replays and simulations are only in what names them. */
export function analyticsRoutes({ analytics }: Pick<ServeParts, 'analytics'>): readonly Route[] {
  const route = (name: string, operation: { id: string; summary: string; schema: string; area?: string; query: object }) =>
    ({
      method: 'GET',
      path: `/api/analytics/${name}`,
      allow: PEOPLE,
      operation: {
        id: operation.id,
        tag: 'money',
        summary: operation.summary,
        query: { properties: operation.query },
        answer: { schema: ref(operation.area ?? 'money', operation.schema) },
        problems: ['SESSION_UNKNOWN'],
      },
    }) as const satisfies Omit<Route, 'handle'>

  return [
    {
      ...route('summary', { id: 'showSummary', summary: 'Sums by range and day', schema: 'AnalyticsSummary', query: RANGE }),
      handle: (context) => context.json(analytics.summary(context.get('query') as Span)),
    },
    {
      ...route('activity', { id: 'showActivity', summary: 'Minute by minute', area: 'sessions', schema: 'Activity', query: SPAN }),
      handle: (context) => context.json(analytics.activity(context.get('query') as Span)),
    },
    {
      ...route('top-gifters', {
        id: 'listTopGifters',
        summary: 'Who gave most coins',
        schema: 'GifterList',
        query: { ...SPAN, limit: LIMIT },
      }),
      handle: (context) => {
        const { limit = TOP, ...span } = context.get('query') as Span & { limit?: number }
        return context.json(analytics.topGifters(span, limit))
      },
    },
    {
      ...route('top-tippers', {
        id: 'listTopTippers',
        summary: 'Who gave most money',
        schema: 'TipperList',
        query: { ...SPAN, limit: LIMIT },
      }),
      handle: (context) => {
        const { limit = TOP, ...span } = context.get('query') as Span & { limit?: number }
        return context.json(analytics.topTippers(span, limit))
      },
    },
    {
      ...route('funnel', { id: 'showFunnel', summary: 'How many came, wrote and gave', schema: 'Funnel', query: SPAN }),
      handle: (context) => context.json(analytics.funnel(context.get('query') as Span)),
    },
    {
      ...route('compare', {
        id: 'compareSessions',
        summary: 'Sessions side by side',
        schema: 'Comparison',
        query: {
          sessions: {
            type: 'string',
            pattern: '^[\\w-]{1,100}(,[\\w-]{1,100}){0,19}$',
            description: '1 to 20 numbers or ids, with commas between',
          },
        },
      }),
      handle: (context) =>
        context.json(analytics.compare(((context.get('query') as { sessions?: string }).sessions ?? '').split(',').filter(Boolean))),
    },
    {
      method: 'GET',
      path: '/api/analytics/export',
      allow: ADMIN,
      operation: {
        id: 'exportAnalytics',
        tag: 'money',
        summary: 'A table for a spreadsheet; it names viewers, so it is for admins and noted in the audit',
        query: { properties: { ...SPAN, what: WHAT } },
        answer: { type: 'text/csv' },
        problems: ['SESSION_UNKNOWN'],
      },
      handle: (context) => {
        const { what = 'sessions', ...span } = context.get('query') as Span & { what?: ExportWhat }
        const lines = analytics.export(what, span, byOf(context))
        return new Response(streamOf(lines), {
          headers: {
            'content-type': 'text/csv; charset=utf-8',
            'content-disposition': `attachment; filename="showrunner-${what}.csv"`,
            'x-content-type-options': 'nosniff',
            'cache-control': 'no-store',
          },
        })
      },
    },
  ]
}

/** So many characters go out at a time. */
const PIECE = 16 * 1024

/** Made as it is read, and no faster. */
function streamOf(lines: Iterable<string>): ReadableStream<Uint8Array> {
  const left = lines[Symbol.iterator]()
  const encoder = new TextEncoder()
  return new ReadableStream({
    pull(controller) {
      let text = ''
      let next = left.next()
      for (; !next.done; next = left.next()) {
        text += next.value
        if (text.length >= PIECE) break
      }
      if (text !== '') controller.enqueue(encoder.encode(text))
      if (next.done) controller.close()
    },
    cancel: () => void left.return?.(),
  })
}
