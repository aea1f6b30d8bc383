import type { By } from '../serve.ts'
import type { RouteContext } from './route.ts'

/** Who asks, for the audit. */
export function byOf(context: RouteContext): By {
  const { id, name, role } = context.get('principal')
  return { role, peer: context.env.incoming.socket.remoteAddress ?? '', id, name }
}
