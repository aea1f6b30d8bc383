import type {
  ActiveSessions,
  Activity,
  AnalyticsSummary,
  AuditPage,
  BackupReport,
  ChannelChat,
  ChannelTip,
  ChannelViewers,
  Comparison,
  ErasureReport,
  EventPage,
  EventSource,
  EventType,
  Funnel,
  GifterList,
  HealthReport,
  InviteList,
  InviteMade,
  InviteSent,
  LettersReplayed,
  LoginLink,
  LoginSent,
  LogLine,
  Me,
  PluginLeavings,
  PluginManifest,
  PresetApplied,
  ScenarioList,
  ScenarioOrder,
  ScenarioRun,
  Session,
  SessionNote,
  SessionPage,
  SessionPatch,
  SessionShown,
  SessionStart,
  Settings,
  TipAnswer,
  TipPage,
  TipperList,
  TipSent,
  TokenMade,
  TokenSent,
  TokenView,
  UnifiedEvent,
  ViewerCard,
  ViewerList,
  ViewerNote,
} from '../../schemas/types.ts'
import type { LogFilter } from '../base/log-tail.ts'
import type { Verdict } from '../base/validate.ts'
import type { PluginDetails } from '../plugins/plugin.ts'
import type { Usage } from '../sandbox/sandbox.ts'
import type { BlobFile, Blobs, DeadLetter, DeadLetterFilter, SessionRow, StoredEvent } from '../store/store.ts'

export type { BackupReport, BlobFile, ErasureReport }

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
  readonly kind: Me['kind']
  readonly expiresAt?: string
}

/** What somebody shows to come in. What stands in a cookie is not taken from elsewhere, nor a key from a cookie. */
export type Credential = { readonly kind: 'key' | 'cookie'; readonly text: string }

/** A folder of pages for OBS, served below /overlay/<plugin>/<page>. */
export type OverlayFolder = {
  readonly plugin: string
  readonly folder: string
  readonly pages: readonly string[]
  /** Those that are part of the stage, and whether behind or before the others. */
  readonly stage: readonly { readonly page: string; readonly at: 'back' | 'front' }[]
}

/** What the server asks of the host. Everything answers plain data that goes out as JSON. */
export type ServeParts = {
  readonly host: string
  readonly port: number
  /** Host names besides 127.0.0.1, localhost and [::1]. */
  readonly allowedHosts: readonly string[]
  /** Allows an address that other machines can reach. Without it only loopback is listened on. */
  readonly allowRemote?: boolean
  readonly access: AccessDesk
  readonly audit: AuditDesk
  readonly overlays: () => readonly OverlayFolder[]
  /** The host before this one did not stop in order: its pages come back. */
  readonly isAfterCrash?: boolean
  /** The built dashboard: index.html for `/`, and what lies beside it for `/<file>`. */
  readonly dashboardFolder: string
  /** For GET /status: source, session, lanes, plugins, runners, store. */
  readonly status: () => Readonly<Record<string, unknown>>
  /** For GET /health: 200, with the failing part named when one does; 503 while it stops. */
  readonly health: () => { readonly status: 'ok' | 'degraded' | 'draining'; readonly failing?: string }
  readonly latest: (limit: number) => readonly UnifiedEvent[]
  readonly readFrom: (seqNo: number, limit: number) => readonly StoredEvent[]
  readonly head: () => number
  /** How far the client of this name, or `<token>/<name>`, acknowledged, if it ever did. Kept over restarts. */
  readonly acked: (client: string) => number | undefined
  readonly ack: (client: string, seqNo: number) => void
  /** Hands a simulated event in. Throws HostError EVENT_INVALID with `detail.path` for bad input. */
  readonly simulate: (eventType: string, input: Readonly<Record<string, unknown>>) => Promise<UnifiedEvent>
  readonly plugins: PluginDesk
  readonly packages: PackageDesk
  readonly events: EventDesk
  readonly settings: SettingsDesk
  readonly actions: ActionDesk
  readonly pluginHttp: PluginHttpDesk
  readonly backups: BackupDesk
  readonly viewers: ViewerDesk
  readonly channels: ChannelDesk
  readonly scenarios: ScenarioDesk
  readonly sessions: SessionDesk
  readonly tips: TipDesk
  readonly analytics: AnalyticsDesk
  readonly cards: CardDesk
  readonly replays: ReplayDesk
  readonly deadLetters: DeadLetterDesk
  readonly watch: WatchDesk
  readonly presets: PresetDesk
  /** Sounds and pictures that plugins put. */
  readonly blobs: Pick<Blobs, 'find'>
  /** Where answers to requests with an Idempotency-Key are kept. */
  readonly answers: AnswerStore
}

/** What of the log is wanted, and how much of it at a time. */
export type EventsWanted = {
  readonly limit: number
  readonly order: 'asc' | 'desc'
  /** `next` of the page before. */
  readonly cursor?: string
  /** Number or id. */
  readonly session?: string
  readonly types?: readonly EventType[]
  /** A userId, or a handle with @ in front. */
  readonly user?: string
  readonly text?: string
  readonly source?: EventSource
  /** Accepted then or later, and before then; milliseconds since 1970. */
  readonly sinceMs?: number
  readonly untilMs?: number
}

/** The log, as people look through it. */
export type EventDesk = {
  /** A bounded look. Throws SESSION_UNKNOWN. */
  page(wanted: EventsWanted): EventPage
  /** As the log has it now. Throws EVENT_UNKNOWN. */
  show(seqNo: number): UnifiedEvent
}

/** The settings, as the dashboard changes them. */
export type SettingsDesk = {
  /** Without what was granted to plugins, which is told with them. */
  show(): Settings
  /** A JSON merge patch; null removes. Rejects with SETTINGS_INVALID, and then nothing is changed, or ACTION_DENIED for a grant. */
  change(patch: Readonly<Record<string, unknown>>, options: { readonly dryRun: boolean; readonly by: By }): Promise<Settings>
}

/** What an operator may tell a plugin to do. */
export type PluginOrder = 'approve' | 'revoke' | 'enable' | 'disable' | 'reload' | 'restart'

/** Where the server can be reached, as the one who asks reached it. */
export type Site = { readonly url: string; readonly reach: 'this-machine' | 'network' }

/** A browser that was signed in: what its cookie says from now on, and for how long. */
export type SignedIn = { readonly me: Me; readonly secret: string; readonly maxAgeSeconds: number }

/** Who may come in. */
export type AccessDesk = {
  /** Undefined for what is unknown, revoked or has run out. */
  identify(credential: Credential): Principal | undefined
  /** Of a JSON Web Token of the sign-in that the settings name. */
  verify(jwt: string): Promise<Principal | undefined>
  /** Tells the id of who may not come in any more, in the moment that it is so; answers what ends that. */
  onGone(listener: (id: string) => void): () => void
  /** `used` is a link that somebody came in by before. */
  signIn(sent: LoginSent, by: Stranger): Promise<SignedIn | 'wrong' | 'used'>
  signOut(who: Principal, by: By): Promise<void>
  /** A link for one browser to come in as admin, once, within ten minutes. */
  loginLink(site: Site, by: By | Stranger): Promise<LoginLink>
  tokens(): readonly TokenView[]
  /** Rejects with USAGE when there are too many, or an overlay was named for another role. */
  createToken(sent: TokenSent, by: By): Promise<TokenMade>
  /** Undefined when there is none; so below. */
  rotateToken(id: string, by: By): Promise<TokenMade | undefined>
  /** Rejects with USAGE for a key of this machine, which can only be rotated. */
  revokeToken(id: string, by: By): Promise<true | undefined>
  invites(): InviteList['invites']
  createInvite(sent: InviteSent, options: { readonly site: Site; readonly by: By }): Promise<InviteMade>
  revokeInvite(id: string, by: By): Promise<true | undefined>
  /** The sign-in of an organisation; undefined while the settings name none. */
  readonly sso: () => SsoDesk | undefined
}

/** Signing in with an OpenID provider: code flow with PKCE. Rejects with OVERLOADED while the provider is away. */
export type SsoDesk = {
  /** Where to send the browser; `state` comes back with it. */
  begin(site: Site): Promise<{ readonly url: string; readonly state: string }>
  /** `address` is the one that the browser was sent back to. */
  finish(address: URL, options: { readonly state: string | undefined; readonly by: Stranger }): Promise<SignedIn | 'refused' | 'no role'>
}

/** Somebody who was not let in, or the host itself. */
export type Stranger = { readonly id: string; readonly name: string; readonly role: 'none'; readonly peer: string }

/** What was done, and whether that list is as it was written. */
export type AuditDesk = {
  readonly note: Audit
  /** Newest first. `what` and `who` are found as parts of what happened, and of the id or name of who did it. */
  list(options: { readonly limit: number; readonly cursor?: number; readonly what?: string; readonly who?: string }): Promise<AuditPage>
}

/** Who asks, for the audit. */
export type By = { readonly role: Role; readonly peer: string; readonly id: string; readonly name: string }

/** Writes down what was done or refused, durably and in order; core/desks/audit/audit.ts. Never with a secret or a viewer's name in it. */
export type Audit = (entry: {
  /** `<thing>.<verb>`: token.created, plugin.approved, queue.cleared, access.refused. */
  readonly what: string
  readonly by: By | Stranger
  /** Flat, short values. */
  readonly detail?: Readonly<Record<string, string | number | boolean>>
}) => void

/** A plugin with what its powers were really used for since the host started, newest use first. */
export type PluginReport = PluginDetails & {
  readonly usage: readonly Usage[]
  /** What it said when it crashed, or when an action of it failed, the last time since the host started. May quote viewers. */
  readonly lastFailure?: { readonly at: string; readonly error: string }
}

/** Packages that plugins can do without. Everything rejects with PLUGIN_UNKNOWN, or USAGE for a package that the plugin does not name. */
export type PackageDesk = {
  /** Rejects with PACKAGE_UNREACHABLE, PACKAGE_REFUSED, or OVERLOADED while another is being added or removed; then it is as it was. */
  add(id: string, name: string, options: { readonly dryRun?: boolean; readonly by: By }): Promise<PluginReport>
  remove: PackageDesk['add']
}

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
  /** Throws SETTINGS_INVALID when these would be refused. Nothing is changed. */
  checkSettings(id: string, fields: Readonly<Record<string, unknown>>): void
  /** Changes the named fields; null goes back to the default. Rejects with SETTINGS_INVALID, and then nothing is changed. */
  changeSettings(id: string, fields: Readonly<Record<string, unknown>>, by: By): Promise<PluginSettingsReport>
  /** Takes away what is kept of a plugin whose folder is gone, and answers what there was. Rejects with USAGE while it is there, and as what it takes away. */
  purge(id: string, options: { readonly dryRun: boolean; readonly by: By }): Promise<PluginLeavings>
}

/** A route of a plugin, at one of its addresses. */
export type PluginRoute = {
  readonly plugin: string
  readonly mount: string
  /** From the mount on, such as /api/goals/:id. */
  readonly path: string
  readonly method: DeclaredRoute['method']
  readonly allow: DeclaredRoute['allow']
  /** As its manifest has it. */
  readonly declared: DeclaredRoute
  /** Of the two addresses that it may have, the one that is told. */
  readonly isMain: boolean
}

type DeclaredRoute = NonNullable<NonNullable<PluginManifest['http']>['routes']>[number]

/** What a plugin is asked. */
export type PluginAsked = {
  /** Absolute, of a host that is the plugin's id; its path is the one below the mount. */
  readonly url: string
  readonly method: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body?: string
}

/** What it answers: a status of 200 to 599, and of the headers those that harm nobody. */
export type PluginAnswer = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }

/** What plugins answer themselves. */
export type PluginHttpDesk = {
  /** Of all plugins that are there, whether they run or not. */
  routes(): readonly PluginRoute[]
  /** Whether a body is what the route's schema describes, with its defaults filled in. */
  check(route: PluginRoute, body: unknown): Verdict<unknown>
  /** Rejects with PLUGIN_DOWN, OVERLOADED or PLUGIN_FAILED. */
  ask(route: PluginRoute, asked: PluginAsked): Promise<PluginAnswer>
}

/** What plugins do for others. */
export type ActionDesk = {
  /** Whether a key of this role calls it; of what there is not, only the operator's learns that. */
  isFor(id: string, role: Role): boolean
  list(): readonly { readonly id: string; readonly description: string; readonly input: Readonly<Record<string, unknown>> }[]
  /** Calls it as the operator. Rejects with ACTION_UNKNOWN, ACTION_INPUT_INVALID or ACTION_FAILED. */
  call(id: string, input: unknown): Promise<unknown>
  /** Whether what it answered holds a secret, which is kept nowhere else. */
  tellsSecret(id: string, answer: unknown): boolean
}

/** Lives and replays of them. */
export type SessionDesk = {
  /** Its row in the store. Throws SESSION_UNKNOWN, as everything that names one by its number or its id. */
  row(session: string): SessionRow
  get(session: string): Session
  page(wanted: SessionsWanted): SessionPage
  show(session: string): SessionShown
  active(): ActiveSessions
  /** Rejects with SESSION_ACTIVE while another that was started by hand goes on, STOPPING or OVERLOADED. */
  start(order: SessionStart, by: By): Promise<Session>
  change(session: string, change: SessionPatch, by: By): Session
  /** Rejects with SESSION_ENDED, or USAGE for a replay. What a source sends afterwards begins another session. */
  end(session: string, reason: string, by: By): Promise<Session>
  /** How many watch now; an event like that of a platform. Rejects with SESSION_ENDED. */
  viewers(session: string, viewerCount: number): Promise<Session>
  timeline(session: string): Activity
  /** Oldest first. */
  notes(session: string): readonly SessionNote[]
  addNote(session: string, text: string, by: By): SessionNote
  /** Throws NOTE_UNKNOWN. */
  dropNote(session: string, note: number, by: By): void
}

export type SessionsWanted = {
  readonly limit: number
  /** `next` of the page before. */
  readonly cursor?: string
  readonly status?: 'active' | 'ended'
  readonly platform?: string
  /** Part of the name or the title. */
  readonly q?: string
}

export type TipsWanted = {
  readonly limit: number
  readonly cursor?: string
  /** Number or id. */
  readonly session?: string
  /** ISO 8601; then or later, and before then. */
  readonly since?: string
  readonly until?: string
}

/** Money that viewers gave. */
export type TipDesk = {
  /**
   * Durable when it resolves. Rejects with SESSION_NEEDED when none goes on and none is named, SESSION_UNKNOWN, USAGE for a replay, STOPPING or
   * OVERLOADED.
   */
  send(tip: TipSent, by: By): Promise<TipAnswer>
  /**
   * Takes one back by the number of its event: it counts nowhere any more. Durable when it resolves. Rejects with TIP_UNKNOWN when there is none, its event
   * has gone from the log, or it was taken back already; STOPPING or OVERLOADED.
   */
  reverse(seqNo: number, by: By): Promise<TipAnswer>
  /** Newest first. */
  page(wanted: TipsWanted): TipPage
}

/** Sessions that began in a range (ISO 8601: then or later, and before then), or one by its number or id. */
export type Span = { readonly session?: string; readonly from?: string; readonly to?: string; readonly platform?: string }

/** Sums over lives; replays and simulations are only in what names them. Everything throws SESSION_UNKNOWN. */
export type AnalyticsDesk = {
  summary(span: Omit<Span, 'session'>): AnalyticsSummary
  activity(span: Span): Activity
  topGifters(span: Span, limit: number): GifterList
  topTippers(span: Span, limit: number): TipperList
  funnel(span: Span): Funnel
  compare(sessions: readonly string[]): Comparison
  /** Lines of RFC 4180 as they are wanted, with every formula disarmed. */
  export(what: ExportWhat, span: Span, by: By): Iterable<string>
}

export type ExportWhat = 'sessions' | 'tips' | 'gifters' | 'minutes'

/** Viewers, as moderators look them up. */
export type CardDesk = {
  /** Throws VIEWER_UNKNOWN. */
  card(userId: string): ViewerCard
  find(text: string, limit: number): ViewerList
  addNote(userId: string, text: string, by: By): ViewerNote
  /** Throws NOTE_UNKNOWN. */
  dropNote(userId: string, note: number, by: By): void
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
export type Replayed = LettersReplayed

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

/** The host as whoever watches it sees it. */
export type WatchDesk = {
  /** Prometheus text, exposition format 0.0.4. */
  metrics(): Promise<string>
  health(): HealthReport
  /** Newest first. */
  log(filter: LogFilter): readonly LogLine[]
  /** A zip without keys, secrets and viewers. */
  diagnostics(by: By): Promise<Buffer>
}

/** Ready-made plugins. */
export type PresetDesk = {
  /** Rejects with PRESET_UNKNOWN, and as installing a plugin does. */
  apply(name: string, options: { readonly dryRun?: boolean; readonly undo?: boolean; readonly by: By }): Promise<PresetApplied>
}

/** Remembers JSON under names, durably once `flush` resolves. */
export type AnswerStore = {
  get(name: string): unknown
  set(name: string, value: unknown): void
  delete(name: string): void
  names(): readonly string[]
  flush(): Promise<void>
}

export type BackupDesk = {
  /** Newest first. */
  list(): Promise<readonly BackupReport[]>
  take(options: { readonly secrets: boolean; readonly by: By }): Promise<BackupReport>
}

export type ViewerDesk = {
  /** By userId, or by handle with @ in front. Rejects with USAGE when it is neither, or several viewers had the handle. */
  erase(viewer: string, options: { readonly dryRun: boolean; readonly by: By }): Promise<ErasureReport>
}

/** Situations that are played in a session of the simulator, one at a time. */
export type ScenarioDesk = {
  list(): ScenarioList
  /** Throws SCENARIO_UNKNOWN, and SCENARIO_RUNNING while another plays. */
  start(name: string, order: ScenarioOrder, by: By): ScenarioRun
  /** Rejects with SCENARIO_UNKNOWN when none plays. */
  stop(by: By): Promise<ScenarioRun>
}

/** What /streaming asks of the host. Everything rejects with SESSION_UNKNOWN for a live that is not there, and with what the store says. */
export type ChannelDesk = {
  session(sessionId: string): (Readonly<Record<string, unknown>> & { readonly sessionId: string }) | undefined
  addTip(tip: ChannelTip, by: By): Promise<unknown>
  updateViewers(sent: ChannelViewers, by: By): Promise<unknown>
  /** Hands a message for a chatbot in; plugins hear of it as of any event. */
  chat(sent: ChannelChat, by: By): Promise<unknown>
}

/** The open doors. */
export type Server = {
  /** With the port it really listens on. */
  readonly url: string
  /** Sends accepted events to whoever listens for them. */
  events(events: readonly StoredEvent[]): void
  /** Sends what a plugin publishes to who listens to its topic, and answers how many that are; `data` is JSON. With `retain`, who comes later gets it too; with `ack`, a page that comes back before one acknowledged it. */
  publish(plugin: string, topic: string, data: string, options?: { readonly retain?: boolean; readonly ack?: string }): number
  /** Nobody gets any more what is kept of this plugin. */
  forget(plugin: string): void
  /** Tells pages to reload themselves, after a plugin's overlay changed. */
  reload(plugin: string): void
  /** Whether a route of its own answers at this address, or below it. */
  takes(path: string): boolean
  /** Whether it answers to this host, such as `127.0.0.1:3000`, as the Host header and links name it. */
  isNamed(host: string): boolean
  /** Lets go at once of what was opened with this key: sockets with 4001, streams without a word. */
  revoked(principalId: string): void
  /** Cuts every connection of a game with 1001; they come back. */
  cutGames(): void
  clients(): {
    readonly websockets: number
    readonly streams: number
    /** Sockets of /streaming and /streaming/overlay. */
    readonly channels: number
    readonly overlays: readonly { readonly plugin: string; readonly page: string }[]
  }
  /** Requests, handshakes and messages that were refused, and sockets that were closed, by code, since the start. */
  refused(): Readonly<Record<string, number>>
  /** Sockets are closed with 1001; resolves when the port is free. */
  stop(): Promise<void>
}
