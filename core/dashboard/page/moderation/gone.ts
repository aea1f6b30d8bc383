import { useRef } from 'preact/hooks'
import { useShell } from '../shell/shell.ts'
import type { HiddenChat } from './hidden.ts'

/** Which messages nobody sees any more: those that moderation hides or holds, and those that somebody deleted. */
export function useGone(hidden: readonly HiddenChat[]): ReadonlySet<string> {
  const { live } = useShell()
  const deleted = useRef({ upTo: 0, ids: new Set<string>() })
  void live.changed.value
  const state = deleted.current
  const fresh = live.made() - state.upTo
  state.upTo = live.made()
  for (const line of fresh > 0 ? live.lines().slice(-fresh) : []) {
    if (!('event' in line) || line.event.eventType !== 'chatDeleted') continue
    for (const id of line.event.payload.messageIds ?? []) state.ids.add(id)
  }
  return new Set([...state.ids, ...hidden.flatMap(({ eventId }) => eventId ?? [])])
}
