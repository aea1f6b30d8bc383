import type { KeyValue } from '#sdk'
import type { Verdict } from '../kinds/kind.ts'

const DAY_MS = 86_400_000
/** Longer than the longest schedule, so that nothing is given up before its last try. */
const MOST_MS = 5 * DAY_MS
/** An endpoint that is asked once a week has not failed for days. */
const LEAST_TIMES = 20

type Failing = { readonly since: number; readonly times: number }

/** What an endpoint answers; when it took nothing for five days and at least twenty times, over restarts, that it is gone. Never rejects. */
export function createPatience({ name, kv, now }: { readonly name: string; readonly kv: KeyValue; readonly now: () => number }) {
  const key = `failing:${name}`
  let failing: Failing | undefined
  // Only this file writes it; what cannot be read begins anew.
  const loaded = kv.get(key).then(
    (kept) => {
      failing = kept as Failing | undefined
    },
    () => {},
  )

  async function keep(next: Failing | undefined) {
    failing = next
    await (next ? kv.set(key, next) : kv.delete(key)).catch(() => {})
  }

  return async (verdict: Verdict): Promise<Verdict> => {
    await loaded
    if (verdict.state === 'gone') return verdict
    if (verdict.state === 'ok') {
      if (failing) await keep(undefined)
      return verdict
    }
    const { since, times } = { since: failing?.since ?? now(), times: (failing?.times ?? 0) + 1 }
    const isOver = times >= LEAST_TIMES && now() - since >= MOST_MS
    await keep(isOver ? undefined : { since, times })
    return isOver ? { state: 'gone', why: `It took nothing for five days; at last: ${verdict.why}` } : verdict
  }
}
