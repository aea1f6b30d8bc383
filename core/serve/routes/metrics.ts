import type { ServeParts } from '../serve.ts'
import { PEOPLE } from './roles.ts'
import type { Route } from './route.ts'

/** GET /metrics, as Prometheus reads it: text, exposition format 0.0.4. */
export function metricsRoutes({ watch }: Pick<ServeParts, 'watch'>): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/metrics',
      allow: PEOPLE,
      operation: {
        id: 'metrics',
        tag: 'host',
        summary: 'Counters and gauges for Prometheus, without anything of viewers',
        answer: { type: 'text/plain; version=0.0.4; charset=utf-8' },
      },
      handle: async (context) => context.body(await watch.metrics(), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }),
    },
  ]
}
