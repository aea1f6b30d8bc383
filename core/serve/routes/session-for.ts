import type { Session } from '../../../schemas/types.ts'
import type { RouteContext } from './route.ts'

/** A session as the role that asks may see it: what operators wrote for themselves is not for games. */
export function sessionFor(context: RouteContext, session: Session): Session {
  return context.get('role') === 'game' ? { ...session, notes: '', metadata: {} } : session
}
