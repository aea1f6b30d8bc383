import type { UnifiedEvent } from '../../schemas/types.ts'
import { createRecent } from './recent.ts'
import type { NewGift } from './streak-events.ts'

/** Between two gifts of a streak is less than this, by the platform's clock: it ends a streak 2 to 4 s after the last one. */
const OVER_MS = 10_000

/** So many of the newest streaks of a key are known. */
const MAX_KNOWN = 8

type Turn = {
  readonly streakId: string
  /** The highest count of it, and when the platform said so. */
  readonly count: number
  readonly at: number
  /** The platform ended it. */
  readonly isOver: boolean
}

/** Tells streaks apart that the platform gives no group, so that all of a viewer and gift have one key. */
export type Turns = {
  /** The id of the streak that a step belongs to, for a step that is no repeat. `undo` forgets the step. */
  take(key: string, step: { gift: NewGift; count: number; isEnd: boolean }): { readonly streakId: string; readonly undo: () => void }
  /** Takes up the streaks of an earlier run, by what the log has of them. */
  restore(event: UnifiedEvent): void
}

/**
 * A streak is told from the one before by that one's end or, when the end was lost, by counts and times; it is named after the first of its
 * messages, so that no two have one name, whatever was lost or restarted. What cannot be told apart is one: a streak that begins less than 10 s
 * after the last gift of one whose end was lost looks like steps out of order, and one whose beginning was lost as well may be the one before,
 * gone on while we were away. That costs as many gifts as the shorter of the two had; the other way, every such streak would be counted twice.
 */
export function createTurns(atLeast: number): Turns {
  /** The newest first. */
  const known = createRecent<readonly Turn[]>(atLeast)

  function note(key: string, step: Turn) {
    const turns = known.get(key) ?? []
    const turn = advanced(turns.find(({ streakId }) => streakId === step.streakId) ?? step, step)
    const others = turns.filter(({ streakId }) => streakId !== step.streakId)
    // One that waited for its end in vain is stored after those that followed it.
    known.set(key, [turn, ...others].sort((one, other) => other.at - one.at).slice(0, MAX_KNOWN))
  }

  return {
    take(key, { gift, count, isEnd }) {
      const before = known.get(key)
      const step = { count, at: Date.parse(gift.timestamp), isOver: isEnd }
      const streakId = ownerOf(before ?? [], step)?.streakId ?? nameOf(key, gift.eventId)
      note(key, { streakId, ...step })
      return { streakId, undo: () => (before ? known.set(key, before) : known.delete(key)) }
    },
    restore(event) {
      if (event.eventType !== 'gift' && event.eventType !== 'giftStreak') return
      const { streakId = '', giftCount: count } = event.payload
      const key = keyOf(streakId)
      const isOver = event.eventType === 'gift' && event.payload.endedBy === 'platform'
      if (key !== undefined) note(key, { streakId, count, at: Date.parse(event.timestamp), isOver })
    },
  }
}

/** The streak that a step goes on with, or is too late for: that is one that did not have fewer gifts at a later time. */
function ownerOf(turns: readonly Turn[], step: Pick<Turn, 'count' | 'at'>): Turn | undefined {
  const [newest] = turns
  if (!newest || isOther(newest, step)) return undefined
  return turns.find(({ count, at }) => step.count <= count || step.at >= at) ?? newest
}

/** After an end, only what is older than the last gift came late; without one, too few gifts for the time between tell of another streak. */
function isOther(before: Turn, { count, at }: Pick<Turn, 'count' | 'at'>): boolean {
  return before.isOver ? at >= before.at : at - before.at > OVER_MS * Math.max(1, count - before.count)
}

function advanced(before: Turn, step: Turn): Turn {
  return { ...(step.count > before.count ? step : before), isOver: before.isOver || step.isOver }
}

// The last part of a name is what the key ends with, a dot, and the message. Where the platform has groups, it is a number.
const nameOf = (key: string, eventId: string) => `${key}.${eventId.replaceAll(':', '.')}`
const keyOf = (streakId: string) => /^(.*:[^:.]*)\.[^:]*$/s.exec(streakId)?.[1]
