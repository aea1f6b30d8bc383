import type { Clock } from '../../base/clock.ts'
import type { ProblemCode } from '../problem.ts'
import type { Audit, By, Stranger } from '../serve.ts'

const MINUTE_MS = 60_000
const MAX_KNOWN = 1_000

/** Refusals that an operator would ask about later; the rest is only counted. */
const NOTED: readonly ProblemCode[] = ['ROLE_REFUSED', 'TOO_MANY_WRONG_KEYS', 'LOGIN_WRONG', 'LOGIN_USED', 'HOST_REFUSED', 'ORIGIN_REFUSED']

export type Refusals = ReturnType<typeof createRefusals>

/** Writes refusals into the audit. Those of one peer, one key and one kind come once a minute, with how many there were since the last. */
export function createRefusals({ note, clock }: { readonly note: Audit; readonly clock: Clock }) {
  const known = new Map<string, { readonly since: number; more: number }>()

  return (code: ProblemCode | 'FORBIDDEN', route: string, by: By | Stranger): void => {
    if (code !== 'FORBIDDEN' && !NOTED.includes(code)) return
    // Of what a stranger asks for, any text can be made; it is no part of what is told apart.
    const kind = `${code} ${by.peer} ${by.id} ${by.role === 'none' ? '' : route}`
    const before = known.get(kind)
    if (before && clock.now() - before.since < MINUTE_MS) {
      before.more += 1
      return
    }
    known.delete(kind)
    known.set(kind, { since: clock.now(), more: 0 })
    const [oldest] = known.keys()
    if (known.size > MAX_KNOWN && oldest !== undefined) known.delete(oldest)
    note({ what: 'access.refused', by, detail: { code, route: plain(route), ...(before && before.more > 0 && { more: before.more }) } })
  }
}

/** What a stranger asked for, without anything that could be a secret or be read as something else. */
function plain(route: string): string {
  return route.replaceAll(/[^\w ./:~@-]/g, '?').slice(0, 80)
}
