import type { PluginManifest } from '../../schemas/types.ts'
import type { HostError } from '../base/errors.ts'
import type { LaneConfig } from '../schedule/schedule.ts'

/** A plugin's manifest with the base and the operator's settings merged in. */
export type PluginConfig = {
  readonly id: string
  readonly folder: string
  readonly main: string
  readonly manifest: PluginManifest
  readonly isolation: 'thread' | 'process' | 'deno'
  readonly enabled: boolean
  readonly lane: LaneConfig
  readonly threads: number
  readonly timeoutMs: number
  readonly memoryMb: number
  readonly settings: Readonly<Record<string, unknown>>
}

export type PluginState = 'starting' | 'running' | 'stopped' | 'disabled' | 'waiting-for-grant' | 'failed' | 'quarantined'

export type PluginStatus = {
  readonly id: string
  readonly name: string
  readonly version: string
  readonly state: PluginState
  /** Why it is not running, in one sentence. */
  readonly detail?: string
  readonly overlays: readonly { readonly page: string; readonly title: string; readonly width?: number; readonly height?: number }[]
}

/** What a folder turned out to be. */
export type Found = { readonly config: PluginConfig } | { readonly id: string; readonly problem: HostError }
