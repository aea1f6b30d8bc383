import type { EventOf, EventType, User } from '#sdk'
import { fixture } from '../../support/recording-host.ts'

let made = 0

/** A viewer of this name. */
export function viewer(name: string, more: Partial<User> = {}): User {
  return { userId: name, uniqueId: name, displayName: name, safeName: name, ...more }
}

/** The canonical event of a type, each time a new one, with some fields put differently. */
export async function eventOf<T extends EventType>(type: T, more: Partial<EventOf<T>> = {}): Promise<EventOf<T>> {
  const seqNo = ++made
  return { ...(await fixture(type)), eventId: `test:${seqNo}`, seqNo, ...more }
}
