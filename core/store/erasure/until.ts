import type { UnifiedEvent } from '../../../schemas/types.ts'
import type { Clock } from '../../base/clock.ts'

/** Which events an erasure is of. */
export type IsMeant = (event: Pick<UnifiedEvent, 'ingestedAt'>) => boolean

/** What was accepted until a time (ISO 8601). One that is dated later than now was so, too: the clock stood wrong then, or does now. */
export function acceptedUntil(until: string, clock: Pick<Clock, 'wallTime'>): IsMeant {
  return ({ ingestedAt }) => ingestedAt <= until || Date.parse(ingestedAt) > clock.wallTime()
}
