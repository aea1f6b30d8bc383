import type { Problem } from '../problem.ts'
import type { By } from '../serve.ts'
import type { RouteContext } from './route.ts'

/** A whole number of the query; undefined when it is left out. */
export function wholeNumberOf(
  context: RouteContext,
  name: string,
  { from, to }: { from: number; to: number },
): number | undefined | Problem {
  const text = context.req.query(name)
  if (text === undefined) return undefined
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN
  return number >= from && number <= to ? number : { code: 'REQUEST_INVALID', detail: `${name} is a whole number from ${from} to ${to}` }
}

/** Who asks, for the audit. */
export function byOf(context: RouteContext): By {
  const { id, name, role } = context.get('principal')
  return { role, peer: context.env.incoming.socket.remoteAddress ?? '', id, name }
}
