import { isSheddable } from '../../../core/ingest/shedding.ts'
import type { Draft } from '../../../core/ingest/source.ts'
import type { UnifiedEvent } from '../../../schemas/types.ts'
import type { Disk } from '../disk.ts'
import type { Expect } from './seen.ts'

/** Watches what comes into the log: D1, I2 and I3. */
export function createAcceptance({ disk, expect }: { disk: Disk; expect: Expect }) {
  const ids = new Set<string>()
  const told = new Set<string>()
  /** How many were counted in gifts, and the highest step, by streak. */
  const counted = new Map<string, number>()
  const highest = new Map<string, number>()
  let looked = 0

  function look(event: UnifiedEvent) {
    expect(!ids.has(event.eventId), `I2: ${event.eventId} was accepted twice`)
    ids.add(event.eventId)
    if (event.replay) return
    if (event.eventType !== 'gift' && event.eventType !== 'giftStreak') return
    const { streakId, giftCount } = event.payload
    const key = streakId?.split(':').at(-1)
    if (key === undefined) return
    if (event.eventType === 'gift') counted.set(key, (counted.get(key) ?? 0) + giftCount)
    else highest.set(key, Math.max(highest.get(key) ?? 0, giftCount))
  }

  return {
    /** The way in said that these are kept. */
    told(drafts: readonly Draft[]) {
      for (const { eventId, eventType, ...rest } of drafts) {
        if (eventId && !isSheddable(eventType) && !('streak' in rest)) told.add(eventId)
      }
    },
    looked(sent: ReadonlyMap<string, number>) {
      if (looked === disk.log.length) return
      for (const { event } of disk.log.slice(looked)) look(event)
      looked = disk.log.length
      for (const [key, count] of counted) expect(count <= (sent.get(key) ?? 0), `I3: ${count} gifts were counted of streak ${key}`)
    },
    finished() {
      for (const id of told) expect(ids.has(id), `D1: ${id} was accepted, and is not in the log`)
      for (const [key, count] of highest)
        expect((counted.get(key) ?? 0) >= count, `I3: only ${counted.get(key)} of streak ${key} were counted`)
    },
  }
}
