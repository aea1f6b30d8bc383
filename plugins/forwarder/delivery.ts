import type { Clock } from '#sdk/clock'
import { backOff, MOST_TRIES } from './back-off.ts'
import type { DeadLetter, DeadLetters } from './dead-letters.ts'
import { type Item, itemOf, type Parcel } from './parcel.ts'
import type { Verdict } from './verdict.ts'

type Why = Pick<DeadLetter, 'stage' | 'reason' | 'error'>

type Parts = {
  /** Sends once, and says how that went; never rejects. */
  readonly send: (parcel: Parcel, attempt: number) => Promise<Verdict>
  readonly deadLetters: Pick<DeadLetters, 'add'>
  readonly clock: Pick<Clock, 'now'>
  readonly isOpen: () => boolean
  readonly wait: (ms: number) => Promise<void>
}

/** Brings one parcel after the other to a target. What is away is waited for; what is refused, or fails eight times, becomes a dead letter. */
export function createDelivery({ send, deadLetters, clock, isOpen, wait }: Parts) {
  const counts = { forwarded: 0, retried: 0, deadLettered: 0 }
  let trouble: string | undefined

  /** Until it was taken or given up; false when it was stopped before. */
  async function deliver(parcel: Parcel): Promise<boolean> {
    for (let tries = 1, failures = 1; isOpen(); tries += 1) {
      const verdict = await send(parcel, tries)
      trouble = verdict.state === 'taken' ? undefined : verdict.why
      if (verdict.state === 'taken') return taken(parcel)
      if (verdict.state === 'refused') return refused(parcel, verdict.why)
      if (verdict.state === 'failed' && failures++ >= MOST_TRIES)
        return giveUp(parcel, { stage: 'forward', reason: 'tries', error: verdict.why })
      counts.retried += 1
      if (isOpen()) await wait(backOff(tries, verdict.askedMs))
    }
    return false
  }

  function taken(parcel: Parcel): true {
    counts.forwarded += parcel.length
    return true
  }

  /** Which of several it was is not said: halves of it are sent. */
  async function refused(parcel: Parcel, error: string): Promise<boolean> {
    const [first, second] = halvesOf(parcel)
    if (first && second) return (await deliver(first)) && (await deliver(second))
    return giveUp(parcel, { stage: 'forward', reason: 'refused', error })
  }

  async function giveUp(items: readonly Item[], why: Why): Promise<true> {
    for (const item of items) {
      counts.deadLettered += 1
      await deadLetters.add(item, { ...why, failedAt: new Date(clock.now()).toISOString() })
    }
    return true
  }

  return {
    deliver,
    giveUp,
    /** Sends a dead letter's event once. */
    async again(event: Item['event']): Promise<Verdict> {
      const verdict = await send([itemOf(event)], 1)
      if (verdict.state === 'taken') taken([itemOf(event)])
      return verdict
    },
    status: () => ({ ...counts, ...(trouble !== undefined && { trouble }) }),
  }
}

function halvesOf(parcel: Parcel): readonly (Parcel | undefined)[] {
  const middle = Math.ceil(parcel.length / 2)
  return [parcel.slice(0, middle), parcel.slice(middle)].map(([first, ...rest]) => first && ([first, ...rest] as const))
}
