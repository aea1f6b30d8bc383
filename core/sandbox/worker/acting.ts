import type { Guest, Syscalls } from '../guest/syscalls.ts'
import type { Act } from '../protocol.ts'
import type { Time } from './time.ts'

type Parts = {
  /** As for a handler. */
  readonly timeoutMs: number
  readonly time: Pick<Time, 'limit'>
  readonly guest: () => Pick<Guest, 'act'>
  readonly tell: Syscalls['acted']
}

/** Carries out a plugin's actions and tells how each ended, once. */
export function createActing({ timeoutMs, time, guest, tell }: Parts) {
  const limits = new Map<number, () => void>()

  const acted: Syscalls['acted'] = (act, json, failure) => {
    const cancel = limits.get(act)
    if (!cancel) return
    limits.delete(act)
    cancel()
    tell(act, json, failure)
  }
  const late = JSON.stringify({ error: `It gave no answer within ${timeoutMs} ms` })

  return {
    begin({ act, action, input }: Act): void {
      limits.set(
        act,
        time.limit(timeoutMs, () => acted(act, undefined, late)),
      )
      guest().act(act, action, input)
    },
    acted,
  }
}
