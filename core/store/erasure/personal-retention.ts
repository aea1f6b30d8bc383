import type { UnifiedEvent } from '../../../schemas/types.ts'
import type { Clock } from '../../base/clock.ts'
import type { Store } from '../store.ts'
import { anonymous } from './anonymous.ts'
import type { ViewerKey } from './key.ts'

const DAY_MS = 86_400_000
const RAW_MS = DAY_MS
const PERSONAL_DAYS = 30

/** Where the work goes on the next time. */
const PERSONAL = 'personal.next'
const RAW = 'raw.next'

type Parts = {
  readonly store: Pick<Store, 'rewrite' | 'personal'>
  readonly key: ViewerKey
  readonly clock: Pick<Clock, 'wallTime'>
  /** Days until viewers become pseudonyms; 30 when undefined. */
  readonly personalDays: () => number | undefined
}

/** What became of it: events whose viewer is a pseudonym now, and messages of the platform that were dropped. */
export type PersonalRemoved = { readonly viewers: number; readonly raw: number }

/**
 * Takes what is personal out of events that are old enough: viewers after so many days, what the platform sent raw after one.
 * What was given and counted stays. To be called every minute; asking costs little when there is nothing to do.
 */
export function createPersonalRetention({ store, key, clock, personalDays }: Parts): (signal?: AbortSignal) => Promise<PersonalRemoved> {
  async function from(
    name: string,
    acceptedBefore: number,
    rest: Pick<Parameters<Store['rewrite']>[0], 'change' | 'mayConcern' | 'signal'>,
  ) {
    const began = store.personal.noted(name) ?? 1
    const { changed, next } = await store.rewrite({ fromSeqNo: began, acceptedBefore, ...rest })
    if (next !== began) store.personal.note(name, next)
    return changed
  }

  return async (signal) => {
    const rest = signal ? { signal } : {}
    const now = clock.wallTime()
    const raw = await from(RAW, now - RAW_MS, { ...rest, mayConcern: isRaw, change: withoutData })
    const before = now - (personalDays() ?? PERSONAL_DAYS) * DAY_MS
    const viewers = await from(PERSONAL, before, { ...rest, change: (event) => anonymous(event, key.pseudonymOf) })
    const gifters = await store.personal.rewriteGifters(before, key.pseudonymOf)
    if (viewers + raw + gifters > 0) await store.personal.settle()
    return { viewers, raw }
  }
}

const isRaw = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes('raw')

function withoutData(event: UnifiedEvent): UnifiedEvent {
  if (event.eventType !== 'raw' || event.payload.data === undefined) return event
  const { data: _, ...payload } = event.payload
  return { ...event, payload }
}
