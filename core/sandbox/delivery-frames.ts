import type { Dispatch } from '../schedule/schedule.ts'
import { type Batch, ITEM_FLOATS, MAX_FRAME_BYTES, type Structures, type ToRunner } from './protocol.ts'

export type DeliveryFrames = {
  add(plugin: string, generation: number, deliveries: readonly Dispatch[]): void
  /** Forgets what was not sent to the plugin. */
  drop(plugin: string): void
  isEmpty(): boolean
  /** The next frame to send: everything added, or as much as a frame should hold. */
  next(): Extract<ToRunner, { kind: 'deliver' }> | undefined
}

type Waiting = {
  readonly plugin: string
  readonly generation: number
  readonly urgent: boolean
  readonly deliveries: readonly Dispatch[]
  readonly bytes: number
}

const FRAME_BYTES = MAX_FRAME_BYTES / 8

/** Gathers deliveries into frames in which each event stands once, however many plugins get it. */
export function createDeliveryFrames(structures: () => Structures): DeliveryFrames {
  let waiting: Waiting[] = []
  let structuresSent = 0

  /** How many of the waiting fit into a frame: at least one. */
  function countThatFit() {
    let bytes = 0
    let count = 0
    for (const part of waiting) {
      bytes += part.bytes
      if (bytes > FRAME_BYTES && count > 0) break
      count += 1
    }
    return count
  }

  return {
    add(plugin, generation, deliveries) {
      const urgent = deliveries[0]?.urgent ?? false
      const parts = split(deliveries).map((part) => ({ plugin, generation, urgent, ...part }))
      if (!urgent) return void waiting.push(...parts)
      // Behind what is urgent as well, before the rest.
      const at = waiting.findIndex((each) => !each.urgent)
      waiting.splice(at < 0 ? waiting.length : at, 0, ...parts)
    },
    drop(plugin) {
      waiting = waiting.filter((each) => each.plugin !== plugin)
    },
    isEmpty: () => waiting.length === 0,
    next() {
      if (waiting.length === 0) return undefined
      const events = createEvents()
      const batches = waiting.splice(0, countThatFit()).map((each) => packBatch(each, events))
      const known = structures()
      const grew = known.length > structuresSent
      structuresSent = known.length
      return { kind: 'deliver', ...(grew && { structures: known }), batches, events: Buffer.concat(events.list, events.size) }
    },
  }
}

type Events = { readonly list: Uint8Array[]; readonly placeOf: Map<number, number>; size: number }

function createEvents(): Events {
  return { list: [], placeOf: new Map(), size: 0 }
}

function place(events: Events, { seqNo, bytes }: Dispatch): number {
  const known = events.placeOf.get(seqNo)
  if (known !== undefined) return known
  const start = events.size
  events.placeOf.set(seqNo, start)
  events.list.push(bytes)
  events.size += bytes.length
  return start
}

function packBatch({ plugin, generation, urgent, deliveries }: Waiting, events: Events): Batch {
  const items = new Float64Array(deliveries.length * ITEM_FLOATS)
  let from = Number.POSITIVE_INFINITY
  let to = 0
  let ordered = false
  let at = 0
  for (const delivery of deliveries) {
    const start = place(events, delivery)
    const isSync = delivery.mode === 'sync'
    items[at] = delivery.deliveryId
    items[at + 1] = start
    items[at + 2] = delivery.bytes.length
    items[at + 3] = delivery.attempt * 4 + (delivery.redelivered ? 2 : 0) + (isSync ? 1 : 0)
    at += ITEM_FLOATS
    from = Math.min(from, start)
    to = Math.max(to, start + delivery.bytes.length)
    ordered ||= isSync
  }
  for (let item = 1; item < items.length; item += ITEM_FLOATS) items[item] = (items[item] ?? 0) - from
  return { plugin, generation, ordered, urgent, from, to, items: new Uint8Array(items.buffer) }
}

/** Parts that each fit well into a frame, and how long they are. */
function split(deliveries: readonly Dispatch[]) {
  const parts: Pick<Waiting, 'deliveries' | 'bytes'>[] = []
  let first = 0
  let bytes = 0
  for (let index = 0; index < deliveries.length; index++) {
    const size = (deliveries[index]?.bytes.length ?? 0) + ITEM_FLOATS * 8
    if (bytes + size > FRAME_BYTES && index > first) {
      parts.push({ deliveries: deliveries.slice(first, index), bytes })
      first = index
      bytes = 0
    }
    bytes += size
  }
  if (first < deliveries.length) parts.push({ deliveries: first === 0 ? deliveries : deliveries.slice(first), bytes })
  return parts
}
