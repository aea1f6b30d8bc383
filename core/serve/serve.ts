import type { UnifiedEvent } from '../../schemas/types.ts'
import type { PluginDetails } from '../plugins/plugin.ts'
import type { Usage } from '../sandbox/sandbox.ts'
import type { StoredEvent } from '../store/store.ts'

/** Who may do what: admin everything, moderator acts, game reads events and sends its own, overlay only reads what is published. */
export type Role = 'admin' | 'moderator' | 'game' | 'overlay'

/** A folder of pages for OBS, served below /overlay/<plugin>/<page>. */
export type OverlayFolder = { readonly plugin: string; readonly folder: string; readonly pages: readonly string[] }

/** What the server asks of the host. Everything answers plain data that goes out as JSON. */
export type ServeParts = {
  readonly host: string
  readonly port: number
  /** Host names besides 127.0.0.1, localhost and [::1]. */
  readonly allowedHosts: readonly string[]
  /** Allows an address that other machines can reach. Without it only loopback is listened on. */
  readonly allowRemote?: boolean
  /** The role of a key, if it is one. Compares in constant time. */
  readonly roleOf: (key: string) => Role | undefined
  readonly overlays: () => readonly OverlayFolder[]
  /** The built dashboard: index.html for `/`, and what lies beside it for `/<file>`. */
  readonly dashboardFolder: string
  /** For GET /status: source, session, lanes, plugins, runners, store. */
  readonly status: () => Readonly<Record<string, unknown>>
  /** For GET /health: 200 when ok, else 503 with the failing part named. */
  readonly health: () => { readonly status: 'ok' | 'degraded' | 'draining'; readonly failing?: string }
  readonly latest: (limit: number) => readonly UnifiedEvent[]
  readonly readFrom: (seqNo: number, limit: number) => readonly StoredEvent[]
  readonly head: () => number
  /** How far the named client acknowledged, if it ever did. Kept over restarts. */
  readonly acked: (client: string) => number | undefined
  readonly ack: (client: string, seqNo: number) => void
  /** Hands a simulated event in. Throws HostError EVENT_INVALID with `detail.path` for bad input. */
  readonly simulate: (eventType: string, input: Readonly<Record<string, unknown>>) => Promise<UnifiedEvent>
  readonly plugins: PluginDesk
  readonly actions: ActionDesk
}

/** What an operator may tell a plugin to do. */
export type PluginOrder = 'approve' | 'revoke' | 'enable' | 'disable' | 'reload' | 'restart'

/** Who asks, for the audit. */
export type By = { readonly role: Role; readonly peer: string }

/** A plugin with what its powers were really used for since the host started, newest use first. */
export type PluginReport = PluginDetails & { readonly usage: readonly Usage[] }

/** A plugin's settings: of a secret only `{ set }`, and their JSON Schema where the plugin has one. */
export type PluginSettingsReport = {
  readonly values: Readonly<Record<string, unknown>>
  readonly schema?: Readonly<Record<string, unknown>>
  /** Why the plugin cannot start with them. */
  readonly problem?: string
}

/** The plugins as their operator looks after them. Everything rejects or throws PLUGIN_UNKNOWN for an id that is not there. */
export type PluginDesk = {
  list(): readonly PluginReport[]
  show(id: string): PluginReport
  /** `hash` of what is approved, as `ask` told it. Rejects with PLUGIN_CHANGED when it is not that any more, and USAGE when it cannot be done. */
  order(id: string, order: PluginOrder, options: { readonly hash?: string; readonly by: By }): Promise<PluginReport>
  settings(id: string): PluginSettingsReport
  /** Changes the named fields; null goes back to the default. Rejects with SETTINGS_INVALID, and then nothing is changed. */
  changeSettings(id: string, fields: Readonly<Record<string, unknown>>, by: By): Promise<PluginSettingsReport>
}

/** What plugins do for others. */
export type ActionDesk = {
  /** Whether a key of this role calls it; of what there is not, only the operator's learns that. */
  isFor(id: string, role: Role): boolean
  list(): readonly { readonly id: string; readonly description: string; readonly input: Readonly<Record<string, unknown>> }[]
  /** Calls it as the operator. Rejects with ACTION_UNKNOWN, ACTION_INPUT_INVALID or ACTION_FAILED. */
  call(id: string, input: unknown): Promise<unknown>
}

/** The open doors. */
export type Server = {
  /** With the port it really listens on. */
  readonly url: string
  /** Sends accepted events to whoever listens for them. */
  events(events: readonly StoredEvent[]): void
  /** Sends what a plugin publishes to who listens to its topic; `data` is JSON. */
  publish(plugin: string, topic: string, data: string): void
  /** Tells pages to reload themselves, after a plugin's overlay changed. */
  reload(plugin: string): void
  clients(): { readonly websockets: number; readonly overlays: readonly { readonly plugin: string; readonly page: string }[] }
  /** Requests, handshakes and messages that were refused, and sockets that were closed, by code, since the start. */
  refused(): Readonly<Record<string, number>>
  /** Sockets are closed with 1001; resolves when the port is free. */
  stop(): Promise<void>
}
