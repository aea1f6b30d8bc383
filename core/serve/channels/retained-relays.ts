import type { Retained, RetainedTopics } from '../retained.ts'
import { frameOf } from './messages.ts'
import { isRelayed, type Relayed, relay } from './relay.ts'

/** A message for a room, as it goes out. */
export type RelayedFrame = Relayed & { readonly frame: Buffer }

/** What plugins retain of what is told in rooms. Each is read once, however many join and how often: anybody of this machine may. */
export function createRetainedRelays(retained: Pick<RetainedTopics, 'list'>): () => readonly RelayedFrame[] {
  const known = new WeakMap<Retained, readonly RelayedFrame[]>()

  function toldOf(one: Retained): readonly RelayedFrame[] {
    const told = known.get(one) ?? read(one)
    known.set(one, told)
    return told
  }

  return () => retained.list().flatMap((one) => (isRelayed(one.plugin, one.topic) ? toldOf(one) : []))
}

function read({ plugin, topic, data }: Retained): readonly RelayedFrame[] {
  const relayed = relay(plugin, topic, JSON.parse(data))
  return relayed ? [{ ...relayed, frame: frameOf(relayed.event, relayed.data) }] : []
}
