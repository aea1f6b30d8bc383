import type { ReplayMark, UnifiedEvent } from '../../../schemas/types.ts'
import type { NewEvent } from '../../store/store.ts'

/** Whose repeat it is, and for whom. */
export type Repeat = {
  /** Same for everything that one replay brings. */
  readonly id: string
  /** Ids of plugins; those that take replays when left out. */
  readonly to?: readonly string[]
  /** Where it belongs now; where it belonged, when left out. */
  readonly live?: { readonly streamId: string; readonly sessionId: string }
}

const REPEATED = /^replay:[^:]+:/
const LETTER = 'dead-'

/** The id of a replay of what a plugin gave up. */
export function letterReplayId(plugin: string, { seqNo, replay }: Pick<UnifiedEvent, 'seqNo' | 'replay'>): string {
  return `${replay ? 'again-' : LETTER}${plugin}-${seqNo}`
}

/** What follows from it happens for the first time: it finishes what a live left undone, and so concerns everybody. */
export function isFirstTime({ id }: ReplayMark): boolean {
  return id.startsWith(LETTER)
}

/**
 * The event once more, marked as a repeat. Its id is made of the replay's and of what it was called at first, so that the same repeat is
 * recognised; all that it says stays, its time too.
 */
export function repeated({ seqNo, ingestedAt: _ingestedAt, replay: _replay, ...event }: UnifiedEvent, { id, to, live }: Repeat): NewEvent {
  return {
    ...event,
    ...live,
    eventId: `replay:${id}:${event.eventId.replace(REPEATED, '')}`,
    source: 'replay',
    replay: { id, of: seqNo, ...(to && { to: [...to] }) },
  }
}
