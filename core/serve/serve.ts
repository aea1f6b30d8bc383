import type { UnifiedEvent } from '../../schemas/types.ts'
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
