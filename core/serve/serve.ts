import type { EventType, UnifiedEvent } from '../../schemas/types.ts'
import type { PluginDetails } from '../plugins/plugin.ts'
import type { Usage } from '../sandbox/sandbox.ts'
import type { DeadLetter, DeadLetterFilter, Gifter, SessionRow, SessionSummary, StoredEvent } from '../store/store.ts'

/** Who may do what: admin everything, moderator acts, game reads events and sends its own, overlay only reads what is published. */
export type Role = 'admin' | 'moderator' | 'game' | 'overlay'

/** Who asks: what the key, or the cookie in its place, was given to. */
export type Principal = {
  /** Of the token, the session or the key; what is revoked, and what the audit names. */
  readonly id: string
  readonly role: Role
  /** For people: `phone of Ana`. */
  readonly name: string
  /** Only this page, `<plugin>/<page>`; role overlay only. */
  readonly overlay?: string
}

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
  readonly backups: BackupDesk
  readonly viewers: ViewerDesk
  readonly sessions: SessionDesk
  readonly replays: ReplayDesk
  readonly deadLetters: DeadLetterDesk
  /** Where answers to requests with an Idempotency-Key are kept. */
  readonly answers: AnswerStore
}

/** What an operator may tell a plugin to do. */
export type PluginOrder = 'approve' | 'revoke' | 'enable' | 'disable' | 'reload' | 'restart'

/** Who asks, for the audit. */
export type By = { readonly role: Role; readonly peer: string; readonly id: string; readonly name: string }

/** Writes down what was done or refused, durably and in order; core/audit.ts. Never with a secret or a viewer's name in it. */
export type Audit = (entry: {
  /** `<thing>.<verb>`: token.created, plugin.approved, queue.cleared, access.refused. */
  readonly what: string
  readonly by: By
  /** Flat, short values. */
  readonly detail?: Readonly<Record<string, string | number | boolean>>
}) => void

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

/** Lives and replays of them. */
export type SessionDesk = {
  /** Newest first. */
  list(limit: number): readonly SessionRow[]
  /** By its number or its id. Throws SESSION_UNKNOWN. */
  show(session: string): { readonly session: SessionRow; readonly summary?: SessionSummary; readonly topGifters: readonly Gifter[] }
}

/** How a session is to be replayed. */
export type ReplayOrder = {
  /** So many times as fast as it happened; max is as fast as there is room. */
  readonly speed: number | 'max'
  /** Ids of plugins, and `@games` for the sockets of games; when left out, the plugins whose manifest says that they take replays. */
  readonly to?: readonly string[]
  /** Only what was accepted from then on, and before then; ISO 8601. */
  readonly from?: string
  readonly until?: string
}

/** A replay that runs, or one that has ended since the host started. */
export type ReplayReport = {
  readonly id: string
  /** The session that is replayed, and the one that it became. */
  readonly of: Pick<SessionRow, 'sessionId' | 'number' | 'name'>
  readonly session: Pick<SessionRow, 'sessionId' | 'number' | 'name'>
  readonly state: 'running' | 'ended' | 'stopped' | 'failed'
  /** One sentence for people. */
  readonly detail: string
  readonly speed: number | 'max'
  readonly to?: readonly string[]
  readonly events: number
  /** How far it is through the part of the log that it reads: from 0 to 1. */
  readonly done: number
}

/** What a replay would do. */
export type ReplayPlan = {
  readonly of: Pick<SessionRow, 'sessionId' | 'number' | 'name'>
  readonly events: Readonly<Partial<Record<EventType, number>>>
  /** By plugin, or `@games`. */
  readonly to: Readonly<Record<string, Readonly<Partial<Record<EventType, number>>>>>
  /** Named, but there is no such plugin, or it does not run. */
  readonly unknown: readonly string[]
}

/** Replays of sessions, one at a time. */
export type ReplayDesk = {
  /** Rejects with SESSION_UNKNOWN, or USAGE for a session that cannot be replayed. */
  plan(session: string, order: ReplayOrder): Promise<ReplayPlan>
  /** Throws REPLAY_RUNNING while another runs, PLUGIN_UNKNOWN for a name that cannot get any, and as `plan` rejects. */
  start(session: string, order: ReplayOrder): ReplayReport
  /** Newest first, at most 20. */
  list(): readonly ReplayReport[]
  /** Rejects with REPLAY_UNKNOWN. */
  stop(id: string): Promise<ReplayReport>
}

/** What came of letters that were to be replayed. */
export type Replayed = {
  readonly replayed: number
  /** Letters that stay, by why; one sentence each. */
  readonly kept: Readonly<Record<string, number>>
}

/** Deliveries that were given up. */
export type DeadLetterDesk = {
  /** Newest first; `total` counts all that the filter finds. */
  list(filter: DeadLetterFilter): { readonly letters: readonly DeadLetter[]; readonly total: number }
  /** Throws DEAD_LETTER_UNKNOWN. */
  show(id: number): DeadLetter
  /** Each becomes a new event for its plugin alone, oldest first, and is removed once that is durable. Rejects with DEAD_LETTER_UNKNOWN for an id. */
  replay(filter: DeadLetterFilter, options: { readonly dryRun: boolean }): Promise<Replayed>
  /** Removes them for good. */
  drop(filter: DeadLetterFilter, options: { readonly dryRun: boolean; readonly by: By }): { readonly dropped: number }
}

/** Remembers JSON under names, durably once `flush` resolves. */
export type AnswerStore = {
  get(name: string): unknown
  set(name: string, value: unknown): void
  delete(name: string): void
  names(): readonly string[]
  flush(): Promise<void>
}

/** A backup in data/backups. */
export type BackupReport = {
  readonly name: string
  readonly folder: string
  /** ISO 8601. */
  readonly madeAt: string
  /** The highest sequence number in it. */
  readonly head: number
  readonly automatic: boolean
  /** Keys and secrets are in it. */
  readonly secrets: boolean
  readonly bytes: number
}

export type BackupDesk = {
  /** Newest first. */
  list(): Promise<readonly BackupReport[]>
  take(options: { readonly secrets: boolean; readonly by: By }): Promise<BackupReport>
}

/** What there was of a viewer, and is gone unless it was a dry run. */
export type ErasureReport = {
  /** What stands in the place of the userId. */
  readonly pseudonym: string
  /** Events the viewer caused, and events of others that named the viewer. */
  readonly events: number
  readonly mentions: number
  readonly deadLetters: number
  /** Values that plugins kept. */
  readonly keys: number
  /** Sessions whose name or title named the viewer, and totals that go on under the pseudonym. */
  readonly rows: number
  /** Backups in the data folder, and what a restore moved aside, that had something of the viewer. */
  readonly backups: number
  /** Files of plugins and others in the data folder that still name the viewer; they have to be looked at by hand. */
  readonly remaining: readonly string[]
}

export type ViewerDesk = {
  /** By userId, or by handle with @ in front. Rejects with USAGE when it is neither, or several viewers had the handle. */
  erase(viewer: string, options: { readonly dryRun: boolean; readonly by: By }): Promise<ErasureReport>
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
