import type { Permissions, PluginManifest } from '../../schemas/types.ts'
import type { HostError } from '../base/errors.ts'
import type { LaneConfig } from '../schedule/schedule.ts'
import type { OptionalPackage, PluginPackage } from './optional/place.ts'
import type { SettingsForm } from './settings-form.ts'

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
  /** With the secrets. */
  readonly settings: Readonly<Record<string, unknown>>
  /** What of these the operator wrote. */
  readonly written: Readonly<Record<string, unknown>>
  /** What the operator wrote and no setting of this version is called; it is left out of `settings`. */
  readonly unknownSettings?: readonly string[]
  /** Why it may not be started with its settings. */
  readonly settingsProblem?: HostError
  readonly form?: SettingsForm
  /** What it can do without, and what was added of that. */
  readonly packages: readonly PluginPackage[]
}

export type PluginState = 'starting' | 'running' | 'stopped' | 'disabled' | 'waiting-for-grant' | 'held' | 'failed' | 'quarantined'

/** What an operator has to approve: the permissions that it does not have yet, none when only its files changed, and the SHA-256 of its folder. */
export type Ask = {
  readonly permissions: Permissions
  /** All that it may do once that is approved. */
  readonly all: Permissions
  readonly hash: string
}

export type PluginStatus = {
  readonly id: string
  readonly name: string
  readonly version: string
  readonly state: PluginState
  /** Why it is not running, or not as its folder and its settings say, in one sentence. */
  readonly detail?: string
  readonly ask?: Ask
  readonly overlays: readonly {
    readonly page: string
    readonly title: string
    readonly stage?: 'back' | 'front'
    readonly width?: number
    readonly height?: number
  }[]
}

/** A plugin as its operator looks at it. */
export type PluginDetails = PluginStatus & {
  readonly description: string
  /** What its manifest asks for. */
  readonly permissions: Permissions
  /** What it has. */
  readonly granted: Permissions
  readonly approvedAt?: string
  /** Why it must not run. */
  readonly revoked?: string
  readonly actions: readonly string[]
  /** Packages that it can do without; `installed` is the version that was added. */
  readonly packages?: readonly (OptionalPackage & { readonly installed?: string })[]
}

/** What a folder turned out to be. */
export type Found = { readonly config: PluginConfig } | { readonly id: string; readonly problem: HostError }
