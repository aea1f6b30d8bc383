import { eventOf } from '../../../core/ingest/drafts.ts'
import type { Draft } from '../../../core/ingest/source.ts'

const STAMP = {
  streamId: 'tiktok:somebody',
  sessionId: '1',
  source: 'live',
  nowMs: Date.UTC(2026, 0, 1),
  createId: () => 'tiktok:1:made',
} as const

/** What ingest will make of the draft: throws for what the schema refuses. */
export function assertValid({ streak, ...draft }: Draft): void {
  eventOf(draft, STAMP)
}
