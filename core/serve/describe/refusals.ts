import { PROBLEMS, type ProblemCode } from '../problem.ts'
import type { Operation, Route } from '../routes/route.ts'

const OF_KEYS: readonly ProblemCode[] = ['KEY_NEEDED', 'KEY_WRONG', 'ROLE_REFUSED', 'TOO_MANY_WRONG_KEYS']
const OF_BODIES: readonly ProblemCode[] = ['BODY_INVALID', 'BODY_TOO_LARGE', 'BODY_TYPE_REFUSED', 'UNAVAILABLE']
const OF_REMEMBERED: readonly ProblemCode[] = ['OUTCOME_UNKNOWN', 'IDEMPOTENCY_KEY_REUSED']

/** What somebody known changes is remembered by its Idempotency-Key. */
export function isRemembered({ allow, method }: Pick<Route, 'allow' | 'method'>): boolean {
  return method !== 'GET' && allow !== 'everyone'
}

/** Every code that a route may be refused with, by status. */
export function refusalsOf(
  route: Pick<Route, 'allow' | 'method'>,
  { problems = [] }: Operation,
): ReadonlyMap<number, readonly ProblemCode[]> {
  const codes = new Set<ProblemCode>([
    'REQUEST_INVALID',
    'FAILED',
    ...(route.allow === 'everyone' ? [] : OF_KEYS),
    ...(route.method === 'GET' ? [] : OF_BODIES),
    ...(isRemembered(route) ? OF_REMEMBERED : []),
    ...problems,
  ])
  const byStatus = new Map<number, ProblemCode[]>()
  for (const code of codes) byStatus.set(PROBLEMS[code].status, [...(byStatus.get(PROBLEMS[code].status) ?? []), code])
  return new Map([...byStatus].sort(([one], [other]) => one - other))
}
