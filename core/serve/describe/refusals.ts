import { PROBLEMS, type ProblemCode } from '../problem.ts'
import type { Operation, Route } from '../routes/route.ts'

const OF_KEYS: readonly ProblemCode[] = ['KEY_NEEDED', 'KEY_WRONG', 'ROLE_REFUSED', 'TOO_MANY_WRONG_KEYS']
const OF_BODIES: readonly ProblemCode[] = ['BODY_INVALID', 'BODY_TOO_LARGE', 'BODY_TYPE_REFUSED']
const OF_CHANGES: readonly ProblemCode[] = ['OUTCOME_UNKNOWN', 'IDEMPOTENCY_KEY_REUSED', 'UNAVAILABLE']

/** Every code that a route may be refused with, by status. */
export function refusalsOf({ allow, method }: Route, { problems = [] }: Operation): ReadonlyMap<number, readonly ProblemCode[]> {
  const codes = new Set<ProblemCode>([
    'REQUEST_INVALID',
    'FAILED',
    ...(allow === 'everyone' ? [] : OF_KEYS),
    ...(method === 'GET' ? [] : [...OF_BODIES, ...OF_CHANGES]),
    ...problems,
  ])
  const byStatus = new Map<number, ProblemCode[]>()
  for (const code of codes) byStatus.set(PROBLEMS[code].status, [...(byStatus.get(PROBLEMS[code].status) ?? []), code])
  return new Map([...byStatus].sort(([one], [other]) => one - other))
}
