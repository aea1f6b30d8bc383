import { ref } from '../describe/ref.ts'
import type { LaneDesks } from '../lane-desks.ts'
import { byOf } from './by.ts'
import { PEOPLE } from './roles.ts'
import type { Route } from './route.ts'

const ANSWER = { schema: ref('lanes', 'PanicAnswer') }

/** GET, POST and DELETE /api/panic. */
export function panicRoutes({ panic }: Pick<LaneDesks, 'panic'>): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/api/panic',
      allow: PEOPLE,
      operation: { id: 'showPanic', tag: 'lanes', summary: 'Whether the panic button holds everything', answer: ANSWER },
      handle: (context) => context.json({ panic: panic.state() }),
    },
    {
      method: 'POST',
      path: '/api/panic',
      allow: PEOPLE,
      operation: {
        id: 'pressPanic',
        tag: 'lanes',
        summary: 'Holds every lane, also over a restart, and tells overlays and speech to stop; events are accepted and wait',
        answer: ANSWER,
      },
      handle: async (context) => context.json({ panic: await panic.press(byOf(context)) }),
    },
    {
      method: 'DELETE',
      path: '/api/panic',
      allow: PEOPLE,
      operation: { id: 'releasePanic', tag: 'lanes', summary: 'Goes on where it was, in order', answer: ANSWER },
      handle: async (context) => context.json({ panic: await panic.release(byOf(context)) }),
    },
  ]
}
