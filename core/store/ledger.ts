import type { EventType } from '../../schemas/types.ts'
import type { Gifter, SessionRow } from './session-row.ts'

/** Money in one currency: hundredths of it, and in how many tips. */
export type Given = { readonly cents: number; readonly tips: number }

/** A session with what people wrote about it and what came of it so far. */
export type LiveView = SessionRow & {
  readonly platform: string
  readonly notes: string
  readonly metadata: Readonly<Record<string, string | number | boolean | null>>
  readonly startedBy: 'connection' | 'hand'
  readonly endedBy: 'hand' | null
  readonly events: number
  readonly likes: number
  readonly gifts: number
  readonly coins: number
  /** Watching as it was said last. */
  readonly viewers: number | null
  readonly peakViewers: number
  readonly tips: Readonly<Record<string, Given>>
}

/** Which sessions; all conditions hold at once. */
export type LiveFilter = {
  readonly sessionIds?: readonly string[]
  readonly isActive?: boolean
  readonly platform?: string
  /** Part of the name or the title. */
  readonly text?: string
  /** ISO 8601: began then or later, and before then. */
  readonly from?: string
  readonly to?: string
  /** No replays and no simulations. */
  readonly isReal?: boolean
  /** Only those with a smaller number: for the next page. */
  readonly before?: number
}

export type NoteRow = { readonly id: number; readonly at: number; readonly by: string; readonly text: string }

export type LiveChange = {
  readonly name?: string | null
  readonly title?: string | null
  readonly notes?: string
  readonly metadata?: LiveView['metadata']
}

/** Sessions as people look after them. Writes are durable when they return; they throw STORE_FULL or STORE_WRITE_FAILED. */
export type Lives = {
  /** Begins one by hand, on a stream of its own. */
  begin(live: Pick<LiveView, 'streamId' | 'platform' | 'name' | 'title' | 'notes' | 'metadata'>): SessionRow
  /** Ends one that goes on, by hand: the same room does not go on with it. False when it had ended. */
  end(sessionId: string, outcome: 'completed' | 'aborted', reason: string): boolean
  /** One that had ended goes on. */
  reopen(sessionId: string): void
  change(sessionId: string, change: LiveChange): void
  get(sessionId: string): LiveView | undefined
  /** Newest first. */
  list(filter: LiveFilter, limit: number): readonly LiveView[]
  count(filter: LiveFilter): number
  counts(filter: LiveFilter): Readonly<Partial<Record<EventType, number>>>
  /** Oldest first. */
  notes(sessionId: string): readonly NoteRow[]
  addNote(sessionId: string, note: Omit<NoteRow, 'id'>): NoteRow
  dropNote(sessionId: string, id: number): boolean
}

/** A tip, without what its tipper said: that is in the log. `at`: milliseconds since 1970. */
export type TipRow = {
  readonly seqNo: number
  readonly sessionId: string
  readonly at: number
  readonly currency: string
  readonly cents: number
}

export type TipFilter = {
  readonly sessionId?: string
  /** Milliseconds since 1970: then or later, and before then. */
  readonly since?: number
  readonly until?: number
  /** Only those with a smaller number: for the next page. */
  readonly before?: number
}

/** `minute`: minutes since 1970. */
export type Minute = {
  readonly minute: number
  readonly counts: Readonly<Record<string, number>>
  readonly coins: number
  readonly viewers: number
}

export type Tipper = Given & { readonly userId: string; readonly displayName: string; readonly currency: string }

/** Different viewers: seen at all, of those who wrote, who gave, and who wrote and gave. */
export type Funnel = { readonly seen: number; readonly wrote: number; readonly gave: number; readonly both: number }

/** What people gave and did, summed. No query reads the log. */
export type Money = {
  /** Newest first. */
  tips(filter: TipFilter, limit: number): readonly TipRow[]
  /** One that was not taken back. */
  tip(seqNo: number): TipRow | undefined
  /** Oldest first; `from` and `to` are minutes since 1970. */
  minutes(sessionId: string, range: { readonly from: number; readonly to: number; readonly limit: number }): readonly Minute[]
  tipMinutes(
    sessionId: string,
    range: { readonly from: number; readonly to: number },
  ): readonly { readonly minute: number; readonly currency: string; readonly cents: number }[]
  gifters(filter: LiveFilter, limit: number): readonly Gifter[]
  tippers(filter: LiveFilter, limit: number): readonly Tipper[]
  funnel(filter: LiveFilter): Funnel
}

/** A viewer over all sessions that are kept; times in milliseconds since 1970. */
export type ViewerRow = {
  readonly userId: string
  readonly handle: string
  readonly displayName: string
  readonly firstAt: number
  readonly lastAt: number
  readonly sessions: number
}

/** Viewers as far as sessions remember them; replays and simulations are told apart from lives. */
export type Viewers = {
  get(userId: string): ViewerRow | undefined
  /** Whose handle begins like this, or whose id it is; last seen first. */
  find(text: string, limit: number): readonly ViewerRow[]
  /** In lives; of somebody who was in none, in what was simulated. */
  given(userId: string): { readonly gifts: number; readonly coins: number; readonly tips: Readonly<Record<string, Given>> }
  notes(userId: string): readonly NoteRow[]
  addNote(userId: string, note: Omit<NoteRow, 'id'>): NoteRow
  dropNote(userId: string, id: number): boolean
}
