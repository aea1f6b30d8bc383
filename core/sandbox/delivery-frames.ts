import type { Dispatch } from '../schedule/schedule.ts'
import { type Batch, ITEM_FLOATS, MAX_FRAME_BYTES, type Structures, type ToRunner } from './protocol.ts'
import { createSentEvents, type SentEvents } from './sent-events.ts'

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

/**
 * Gathers deliveries into frames, what is urgent apart from the rest. An event is sent once, however many plugins get it and when, while the runner still
 * has it.
 */
export function createDeliveryFrames(structures: () => Structures): DeliveryFrames {
  let waiting: Waiting[] = []
  let structuresSent = 0
  const sent = createSentEvents()

  /** These come first. */
  function countUrgent() {
    const at = waiting.findIndex(({ urgent }) => !urgent)
    return at < 0 ? waiting.length : at
  }

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
      const urgent = deliveries.filter((delivery) => delivery.urgent)
      const others = urgent.length === 0 ? deliveries : deliveries.filter((delivery) => !delivery.urgent)
      const to = { plugin, generation }
      // Behind what is urgent as well, before the rest.
      if (urgent.length > 0) waiting.splice(countUrgent(), 0, ...split(urgent).map((part) => ({ ...to, urgent: true, ...part })))
      waiting.push(...split(others).map((part) => ({ ...to, urgent: false, ...part })))
    },
    drop(plugin) {
      waiting = waiting.filter((each) => each.plugin !== plugin)
    },
    isEmpty: () => waiting.length === 0,
    next() {
      if (waiting.length === 0) return undefined
      const offset = sent.begin()
      const batches = waiting.splice(0, countThatFit()).map((each) => packBatch(each, sent))
      const known = structures()
      const grew = known.length > structuresSent
      structuresSent = known.length
      return { kind: 'deliver', ...(grew && { structures: known }), batches, offset, events: sent.fresh() }
    },
  }
}

function packBatch({ plugin, generation, urgent, deliveries }: Waiting, sent: SentEvents): Batch {
  const items = new Float64Array(deliveries.length * ITEM_FLOATS)
  let ordered = false
  let size = 0
  let at = 0
  for (const { deliveryId, seqNo, bytes, attempt, redelivered, mode } of deliveries) {
    const isSync = mode === 'sync'
    items[at] = deliveryId
    items[at + 1] = sent.place(seqNo, bytes)
    items[at + 2] = bytes.length
    items[at + 3] = attempt * 4 + (redelivered ? 2 : 0) + (isSync ? 1 : 0)
    at += ITEM_FLOATS
    size += bytes.length
    ordered ||= isSync
  }
  return { plugin, generation, ordered, urgent, items: new Uint8Array(items.buffer), bytes: size }
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
