import type { Permissions } from '../../../../schemas/types.ts'

/** What the dashboard reads of GET /status. */
export type Status = {
  readonly source?: SourceView
  readonly session?: {
    readonly sessionId?: string
    readonly number: number
    readonly name?: string | null
    readonly title?: string | null
    readonly startedAt?: string
  } | null
  readonly lanes?: readonly LaneView[]
  readonly plugins?: readonly PluginView[]
  readonly store?: { readonly head?: number; readonly room?: 'enough' | 'short' | 'full'; readonly deadLetters?: number }
  /** The key that overlay links carry: it can only read what is published. */
  readonly overlayKey?: string
  readonly clients?: { readonly websockets?: number; readonly overlays?: readonly OverlayView[] }
}

/** Where events come from. */
export type SourceView = {
  readonly kind: string
  readonly state: 'idle' | 'connecting' | 'connected' | 'waiting' | 'ended' | 'failed'
  readonly detail: string
  readonly streamId?: string
  readonly retryInMs?: number
}

/** A plugin's queue. */
export type LaneView = {
  readonly plugin: string
  readonly state: 'running' | 'paused'
  readonly depth: number
  readonly max: number
  readonly bands: { readonly critical: number; readonly normal: number; readonly bulk: number }
  readonly spilled: number
  readonly inFlight: number
  readonly retrying: number
  readonly completed: number
  readonly failed: number
  readonly dead: number
  readonly discarded: Readonly<Record<string, number>>
  readonly oldestMs?: number
  readonly latencyMs: { readonly p50: number; readonly p99: number }
}

/** A plugin and its pages. */
export type PluginView = {
  readonly id: string
  readonly name: string
  readonly version: string
  readonly state: 'starting' | 'running' | 'stopped' | 'disabled' | 'waiting-for-grant' | 'held' | 'failed' | 'quarantined'
  readonly detail?: string
  readonly ask?: Ask
  readonly overlays: readonly OverlayPage[]
}

export type OverlayPage = { readonly page: string; readonly title: string; readonly width?: number; readonly height?: number }

/** What waits for the operator's approval; no permissions when only files changed. */
export type Ask = { readonly permissions: Permissions; readonly hash: string }

/** A page that is open somewhere. */
export type OverlayView = { readonly plugin: string; readonly page: string }
