import type { EventSource } from '../../schemas/types.ts'

/** A session as its row has it. */
export type SessionRow = {
  readonly sessionId: string
  readonly number: number
  readonly streamId: string
  readonly roomId: string | null
  readonly name: string | null
  readonly title: string | null
  readonly source: EventSource
  readonly status: 'active' | 'completed' | 'aborted'
  readonly startedAt: string
  readonly endedAt: string | null
  readonly endReason: string | null
}

/** What one viewer gave. */
export type Gifter = { readonly userId: string; readonly displayName: string; readonly gifts: number; readonly coins: number }
