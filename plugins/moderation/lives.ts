import type { UnifiedEvent } from '#sdk'

export type Live = Pick<UnifiedEvent, 'streamId' | 'sessionId'>
export type OfLive = Live & Pick<UnifiedEvent, 'source'>

const NOW: ReadonlySet<UnifiedEvent['source']> = new Set(['live', 'api', 'simulator'])

/** Whether it happens in a live that is on; replays and plugins speak of those that were. */
export const isOfNow = ({ source }: OfLive): boolean => NOW.has(source)

/** Whether it is only tried out. */
export const isTest = ({ source }: OfLive): boolean => source === 'simulator'
