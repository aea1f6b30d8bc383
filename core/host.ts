import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Permissions, Settings, UnifiedEvent } from '../schemas/types.ts'
import type { Clock } from './base/clock.ts'
import { HostError } from './base/errors.ts'
import { boundHeapGrowth } from './base/heap.ts'
import type { Logger } from './base/log.ts'
import { createLogTail, type LogTail } from './base/log-tail.ts'
import { placeOf } from './base/plugin-error.ts'
import { buildDashboard } from './dashboard/build.ts'
import { HOST, openAudit } from './desks/audit/audit.ts'
import { createKeeping } from './desks/keeping/keeping.ts'
import { createRetention } from './desks/keeping/retention.ts'
import { createChannelDesk } from './desks/lives/channel-desk.ts'
import { createLiveDesks } from './desks/lives/live-desks.ts'
import { createLiveDoors } from './desks/lives/live-doors.ts'
import { createDeadLetters } from './desks/log/dead-letters.ts'
import { createEvents } from './desks/log/events.ts'
import { createLookUp } from './desks/log/look-up.ts'
import { createRemembered } from './desks/log/remembered.ts'
import { createReplays } from './desks/log/replays.ts'
import { createScenarios } from './desks/log/scenarios.ts'
import { createSimulation } from './desks/log/simulation.ts'
import { createPackageDesk } from './desks/plugins/package-desk.ts'
import { createPluginDesk } from './desks/plugins/plugin-desk.ts'
import { createPresetDesk } from './desks/plugins/preset-desk.ts'
import { createSettingsDesk } from './desks/plugins/settings-desk.ts'
import { createControl } from './desks/queue/control.ts'
import { createFailureLog } from './desks/queue/failure-log.ts'
import { createHolds } from './desks/queue/holds.ts'
import { createReport } from './desks/watch/report.ts'
import { createTally } from './desks/watch/tally.ts'
import { createWatchDesk } from './desks/watch/watch-desk.ts'
import { createEffects } from './effects.ts'
import { endAll } from './end-all.ts'
import { bringInLine, followRevoked, followSettings } from './follow-settings.ts'
import { createIngest } from './ingest/ingest.ts'
import type { Source, SourceDoor } from './ingest/source.ts'
import { createInterceptors } from './interceptors.ts'
import { createLiveSource } from './live-source.ts'
import { tellMigrating } from './migration-words.ts'
import { createActions } from './plugins/actions.ts'
import { createPluginHttp } from './plugins/http.ts'
import { createPlugins } from './plugins/lifecycle.ts'
import { readBase } from './plugins/manifest.ts'
import type { PluginStatus } from './plugins/plugin.ts'
import { tellRoom } from './room-words.ts'
import { createBroker } from './sandbox/broker/create-broker.ts'
import { createNetPowers } from './sandbox/broker/net.ts'
import { createSandbox } from './sandbox/supervisor.ts'
import type { LaneStatus } from './schedule/schedule.ts'
import { createScheduler } from './schedule/scheduler.ts'
import { openAccess } from './serve/access/access.ts'
import { type Keys, loadKeys } from './serve/keys.ts'
import type { Server } from './serve/serve.ts'
import { createServer } from './serve/server.ts'
import { openBlobs } from './store/blobs/blobs.ts'
import { createMarks } from './store/marks.ts'
import { openRevoked } from './store/revoked.ts'
import { openSecrets } from './store/secrets.ts'
import { openSettings } from './store/settings.ts'
import { startFailure } from './store/sqlite/failure.ts'
import { createSqliteStore } from './store/sqlite/sqlite.ts'
import type { NewEvent, StoredEvent } from './store/store.ts'

export type HostOptions = {
  /** The folder that Showrunner itself lies in. */
  readonly root: string
  readonly version: string
  readonly dataDir: string
  /** Folders of plugins; the first is the one that comes with Showrunner. */
  readonly pluginRoots: readonly string[]
  /** Approved plugins may change without being approved again, as long as they ask for no more. */
  readonly dev?: boolean
  /** Runs no plugins but those that come with Showrunner. */
  readonly safe?: boolean
  /** Runs these plugins alone; what the others are owed waits for a start without this. */
  readonly only?: readonly string[]
  /** The environment, for plugins that were granted some of it. */
  readonly variables?: Readonly<Record<string, string | undefined>>
  /** Where to listen; the settings say when left out, then 127.0.0.1 and 3000. */
  readonly address: { readonly host?: string | undefined; readonly port?: number | undefined; readonly allowRemote: boolean }
  readonly clock: Clock
  readonly random: () => number
  readonly log: Logger
  /** The newest lines of that log. */
  readonly logTail?: LogTail
  readonly say: (sentence: string) => void
  readonly onEvents?: (events: readonly UnifiedEvent[]) => void
  /** Nothing can be written any more: the process is to end, and another start to go on. */
  readonly onBroken?: (failure: HostError) => void
  /** What to call the live in the list of sessions, instead of what the platform calls it. */
  readonly sessionName?: string
  /** Makes what events come from; undefined for a host that only takes them from its API. */
  readonly createSource: (door: SourceDoor, settings: Settings) => Source | undefined
}

export type Host = {
  readonly url: string
  /** As they were when it started. */
  readonly keys: Keys
  /** A link that signs one browser in as admin, once, within ten minutes. */
  loginLink(): Promise<string>
  /** A way in for events of one more source. */
  door(): SourceDoor
  /** Resolves when every plugin runs or has said why not. Events are taken before: they wait. */
  loaded(): Promise<void>
  plugins(): readonly PluginStatus[]
  /** What a plugin may use at this moment. */
  grants(plugin: string): Permissions
  status(): Readonly<Record<string, unknown>>
  /** The lanes of `status` alone. */
  lanes(): readonly LaneStatus[]
  /**
   * Ends everything in order: what waits is finished for as long as `drainMs`, and the rest is taken up by the next start. What waits for room on
   * a full disk was not accepted, and is refused. Rejects with the first failure, once all the others have ended.
   */
  stop(drainMs: number): Promise<void>
}

const DEFAULT_PORT = 3000

/** Room for the gifts and chats of some hours once the disk is full. */
const BALLAST_BYTES = 16 * 1024 * 1024

/** How long runners may take to end before they are killed. */
const RUNNER_GRACE_MS = 2000

/** With so many events on their way to the store, who hands in by the API has to come again; what viewers do goes first. */
const API_WAITING_MAX = 20_000

/** Records that a plugin's look into the log reads at a time; nothing else happens meanwhile. */
const LOOKED_FOR_PLUGINS = 2000

/** Builds the stages, hands each the next and starts them. Rejects with a HostError, with nothing left running. */
export async function createHost(options: HostOptions): Promise<Host> {
  const undo: (() => Promise<unknown> | unknown)[] = []
  try {
    const host = await build(options, undo)
    // Not before, since flags that change make V8 pass over what Node brings along compiled.
    boundHeapGrowth()
    return host
  } catch (error) {
    // What is broken may not end in order either; why it did not start is what counts.
    for (const cause of await endAll(undo.reverse())) options.log.debug({ error: String(cause) }, 'A part did not end in order')
    throw startFailure(error, join(options.dataDir, 'showrunner.db'))
  }
}

async function build(options: HostOptions, undo: (() => Promise<unknown> | unknown)[]): Promise<Host> {
  const { clock, random, log, say, dataDir } = options
  /** Set once there is something that makes room. */
  let onShort = () => {}
  const store = await createSqliteStore({
    dataDir,
    clock,
    log,
    ballastBytes: BALLAST_BYTES,
    onRoom(fact) {
      tellRoom(say)(fact)
      if (fact.kind === 'short') onShort()
    },
    onMigrating: tellMigrating(say),
    onBroken: options.onBroken,
  })
  undo.push(store.close)
  const settingsFile = join(dataDir, 'settings.json')
  const settings = await openSettings(settingsFile)
  const auditing = await openAudit({ dataDir, clock, log, say })
  undo.push(auditing.stop)
  const audit = auditing.note
  const retention = createRetention({
    ...{ store, settings: settings.current, clock, log },
    forget: (plugin) => scheduler.forget(plugin),
    // Of those that this start leaves out nothing is known.
    isHere: (plugin) => options.safe || options.only !== undefined || plugins.status().some(({ id }) => id === plugin),
  })
  onShort = retention.soon
  undo.push(retention.stop)
  const blobs = await openBlobs({ dataDir, clock, log })
  const keeping = await createKeeping({
    ...{ dataDir, version: options.version, store, settings: settings.current, audit, clock, log },
    async restart(between) {
      await blobs.clear()
      failures.forget()
      for (const { id, state } of plugins.status()) {
        const forget = async () => {
          server?.forget(id)
          await between()
        }
        if (state === 'running') await plugins.restart(id, forget)
        server?.reload(id)
      }
    },
  })
  undo.push(keeping.stop)
  const secrets = await openSecrets(join(dataDir, 'secrets.json'))
  const revokedFile = join(dataDir, 'revoked.json')
  const revoked = await openRevoked(revokedFile)
  const ring = await loadKeys(dataDir)
  const access = await openAccess({
    ...{ dataDir, ring, audit, clock, log },
    sso: { settings: () => settings.current().sso, clientSecret: options.variables?.SSO_CLIENT_SECRET },
  })
  undo.push(access.stop)
  let isDraining = false
  let server: Server | undefined

  const holds = createHolds(store)
  const failures = createFailureLog({ log, clock, tellsWords: options.dev ?? false })
  const scheduler = createScheduler({
    dispatch: (plugin, deliveries) => sandbox.deliver(plugin, keeping.viewers.clean(deliveries)),
    write: store.write,
    read: store.read,
    attempts: store.attempts,
    breaker: store.breaker,
    head: store.head,
    cleanStart: store.cleanStart,
    createMarks,
    ...createInterceptors({ sandbox: () => sandbox, log }),
    encode: store.encode,
    clock,
    random,
    onFact(fact) {
      log.debug(fact, 'Scheduled')
      control.note(fact)
      failures.note(fact)
      // Without the error, which may quote a chat.
      if (fact.kind === 'breaker') log.info({ plugin: fact.plugin, state: fact.state }, 'The breaker of a plugin changed')
    },
  })

  const tally = createTally()
  function show(events: readonly StoredEvent[]) {
    tally.note(events)
    server?.events(events)
    simulation.accepted(events)
    live.accepted(events)
    options.onEvents?.(events.map(({ event }) => event))
  }

  const ingest = createIngest({
    store,
    clock,
    log,
    onAccepted(events) {
      scheduler.accept(events)
      show(events)
    },
    isShort: () => store.room() !== 'enough',
    onUnkept(drafts) {
      const events = drafts.map((draft) => unkept(draft, clock)).map((event) => ({ seqNo: event.seqNo, event, bytes: store.encode(event) }))
      scheduler.acceptUnkept(events)
      show(events)
    },
  })
  undo.push(ingest.stop)
  function assertTakesEvents() {
    if (isDraining) throw new HostError('STOPPING', 'Showrunner is stopping, and takes nothing new in')
    const { waiting } = ingest.status()
    if (waiting > API_WAITING_MAX) throw new HostError('OVERLOADED', 'Too many events wait to be stored', { waiting })
  }
  const liveDoors = createLiveDoors({ ...store, isLeaving: () => isDraining })
  const live = createLiveDesks({
    ...{ store, ingest, doors: liveDoors, assertOpen: assertTakesEvents, audit, clock, log },
    publish: (topic, data) => server?.publish('host', topic, data),
  })
  undo.push(live.close)
  const simulation = createSimulation(liveDoors.wrap(ingest.door()), assertTakesEvents)
  const scenarios = createScenarios({
    ...{ door: liveDoors.wrap(ingest.door()), assertOpen: assertTakesEvents, audit, clock, random, log },
    cutGames: () => server?.cutGames(),
  })
  undo.push(scenarios.close)

  const effects = createEffects({
    ...{ ingest, scheduler, onRefused: failures.refused },
    mayEmit: (plugin, eventType) => broker.mayEmit(plugin, eventType),
    translate: (plugin, error) => plugins.translate(plugin, error),
  })
  const sandbox = createSandbox({
    root: options.root,
    clock,
    random,
    log,
    structures: store.structures,
    events: {
      ...effects,
      loggable(plugin, failure) {
        const translated = plugins.translate(plugin, failure)
        return options.dev ? translated : placeOf(translated)
      },
      crashed(plugin, { reason, atFault, ...death }) {
        const translated = plugins.translate(plugin, reason)
        if (atFault) failures.crashed(plugin, translated)
        scheduler.crashed(plugin, { ...death, reason: translated })
      },
      recovered: scheduler.resume,
      quarantined(plugin, reason) {
        plugins.quarantined(plugin, plugins.translate(plugin, reason))
        server?.forget(plugin)
      },
      publish(plugin, topic, data, how) {
        control.published(plugin, topic, server?.publish(plugin, topic, data, how) ?? 0)
      },
      log(plugin, level, { message, fields, isStarting }) {
        const told = (text: string) => plugins.translate(plugin, text, { isStarting })
        log[level]({ plugin, ...(fields ? { fields: told(fields) } : {}) }, told(message))
      },
      call: (from, method, args, bytes) => broker.call(from, method, args, bytes),
      released: (from) => broker.release(from),
    },
  })
  undo.push(() => sandbox.stop(0))

  const broker = createBroker({
    kv: store.kv,
    blobs,
    grants: (plugin) => plugins.grants(plugin),
    dataDir,
    protectedPaths: [options.root, ...options.pluginRoots],
    hiddenPaths: [join(options.root, '.env')],
    env: options.variables ?? {},
    netPowers: createNetPowers({ clock, ownPorts: () => (server ? [Number(new URL(server.url).port || 80)] : []) }),
    lookUp: createLookUp({ page: createEvents({ store, lookedMax: LOOKED_FOR_PLUGINS }).page, clock }),
    actions(plugin, action, input, isDry) {
      const caller = { kind: 'plugin', plugin } as const
      return isDry ? actions.check(action, input, caller) : actions.call(action, input, caller)
    },
    clock,
    log,
  })

  const baseFile = join(options.root, 'plugin.manifest.json')
  const base = await readBase(baseFile)
  const packagesDir = join(dataDir, 'packages')
  const plugins = createPlugins({
    roots: options.pluginRoots,
    packagesDir,
    ...(options.pluginRoots[0] === undefined ? {} : { shippedRoot: options.pluginRoots[0] }),
    base,
    // One of a newer version may be none that this one can read. Who writes plugins changes it while they do.
    isUpdated: async () => !options.dev && !isDeepStrictEqual(await readBase(baseFile).catch(() => undefined), base),
    hostVersion: options.version,
    settings: () => settings.current().plugins,
    secrets: secrets.of,
    revoked: revoked.current,
    environmentFor: broker.environmentFor,
    ...(options.variables && { variables: options.variables }),
    isTaken: (mount) => server?.takes(mount) ?? false,
    dev: options.dev ?? false,
    safe: options.safe ?? false,
    ...(options.only && { only: options.only }),
    sandbox,
    lanes: {
      ...scheduler,
      open(lane) {
        scheduler.hold(lane.plugin, holds.isHeld(lane.plugin))
        scheduler.open(lane, store.progress(lane.plugin))
      },
      resume: scheduler.loaded,
    },
    log,
    say,
    watch: true,
    onChange({ plugin }) {
      failures.renewed(plugin)
      if (!plugins.live(plugin)) server?.forget(plugin)
      server?.reload(plugin)
    },
  })

  const actions = createActions({
    plugins,
    isOwnHost: (host) => server?.isNamed(host) ?? false,
    act: (plugin, action, input) => sandbox.act(plugin, action, input),
    onFailed: failures.acted,
  })
  const desk = createPluginDesk({
    ...{ dataDir, store, plugins, settings, secrets, usage: broker.usage, lastFailure: failures.last, audit, clock },
    isHere: (plugin) =>
      plugins.status().some(({ id }) => id === plugin) || options.pluginRoots.some((folder) => existsSync(join(folder, plugin))),
    forget(plugin) {
      plugins.forget(plugin)
      scheduler.forget(plugin)
      server?.forget(plugin)
    },
  })

  const lanes = () => scheduler.status().flatMap(({ plugin }) => (plugins.live(plugin) ?? plugins.config(plugin))?.lane ?? [])
  const { sessions } = live
  const replays = createReplays({ store, sessions, ingest, lanes, laneStatus: scheduler.status, clock, log, say })
  undo.push(() => replays.close('The host stopped'))
  const deadLetters = createDeadLetters({ store, ingest, lanes, audit, log })

  // A door each, because a session is opened and closed by its own.
  const openDoor = () => liveDoors.wrap(announced(ingest.door(), options))
  const source = createLiveSource((settings) => options.createSource(openDoor(), settings), { settings: settings.current(), clock })
  const report = createReport({
    source,
    store,
    retention,
    ingest,
    scheduler,
    plugins,
    sandbox,
    server: () => server,
  })
  const state = () => (isDraining ? ({ status: 'draining' } as const) : report.health())
  const tail = options.logTail ?? createLogTail({ max: 1 })
  const control = createControl({
    ...{ scheduler, plugins, settings, base, store, holds, deadLetters, actions, source, audit, clock, log },
    server: () => server,
  })
  undo.push(control.stop)
  const doors = await createServer({
    host: options.address.host ?? settings.current().server?.host ?? '127.0.0.1',
    port: options.address.port ?? settings.current().server?.port ?? DEFAULT_PORT,
    allowedHosts: settings.current().server?.allowedHosts ?? [],
    allowRemote: options.address.allowRemote,
    access,
    audit: auditing,
    overlays: plugins.overlays,
    isAfterCrash: !store.cleanStart,
    dashboardFolder: await buildDashboard(join(options.root, 'node_modules/.cache/showrunner/dashboard')),
    status: () => ({ ...report.status(), alerts: control.alerts.list() }),
    health: state,
    latest: store.latest,
    readFrom: store.read,
    head: store.head,
    ...createRemembered(store),
    simulate: simulation.simulate,
    plugins: desk,
    packages: createPackageDesk({ plugins, show: desk.show, packagesDir, variables: options.variables, audit }),
    events: createEvents({ store }),
    settings: createSettingsDesk({ settings, follow: (before, after) => bringInLine(before, after, { plugins, source, say }), audit }),
    actions: { ...actions, call: (id, input) => actions.call(id, input, { kind: 'operator' }) },
    pluginHttp: createPluginHttp({ plugins, fetch: sandbox.fetch, log }),
    sessions,
    scenarios,
    channels: createChannelDesk({ sessions, addTip: live.tips.send, ingest, assertOpen: assertTakesEvents }),
    tips: live.tips,
    analytics: live.analytics,
    cards: live.cards,
    replays,
    deadLetters,
    watch: createWatchDesk({
      ...{ version: options.version, dataDir, store, settings: settings.current, report, tally, state, tail, audit, clock },
      stats: control.queue.stats,
    }),
    presets: createPresetDesk({
      ...{ root: options.root, version: options.version, dataDir, base, into: options.pluginRoots[0] ?? dataDir },
      revoked: revoked.current,
      audit,
    }),
    lanes: control,
    backups: keeping.backups,
    blobs,
    viewers: keeping.viewers,
    clock,
    log,
  })
  server = doors
  undo.push(doors.stop)
  control.begin()

  undo.push(plugins.stop)
  await plugins.open()
  const unfollow = followSettings({ file: settingsFile, settings, plugins, source, say })
  undo.push(unfollow)
  const unfollowRevoked = followRevoked({ file: revokedFile, revoked, plugins, say })
  undo.push(unfollowRevoked)
  live.start()
  source.start()

  return {
    url: doors.url,
    keys: ring.keys(),
    loginLink: async () => (await access.loginLink({ url: doors.url, reach: 'this-machine' }, HOST)).url,
    door: ingest.door,
    loaded: plugins.loaded,
    plugins: plugins.status,
    grants: plugins.grants,
    status: report.status,
    lanes: scheduler.status,
    async stop(drainMs) {
      isDraining = true
      let isDrained = false
      const failures = await endAll([
        // First, since whoever stops waits for what it handed in.
        ingest.hurry,
        source.stop,
        () => replays.close('The host stopped'),
        scenarios.close,
        live.close,
        ingest.stop,
        async () => {
          await scheduler.drain(drainMs)
          isDrained = true
        },
        unfollow,
        unfollowRevoked,
        plugins.stop,
        () => sandbox.stop(RUNNER_GRACE_MS),
        doors.stop,
        control.stop,
        retention.stop,
        keeping.stop,
        access.stop,
        auditing.stop,
        () => store.close({ inOrder: isDrained }),
      ])
      for (const error of failures) log.error({ error: String(error) }, 'A part did not end in order')
      if (failures.length > 0) throw failures[0]
    },
  }
}

/** An event without a place in the log. */
function unkept(draft: NewEvent, clock: Clock): UnifiedEvent {
  return Object.assign({}, draft, { seqNo: 0, ingestedAt: new Date(clock.wallTime()).toISOString() }) as UnifiedEvent // NewEvent is that less these two fields.
}

/** A door that names the sessions it opens, and tells of them. */
function announced(door: SourceDoor, { sessionName, say }: Pick<HostOptions, 'sessionName' | 'say'>): SourceDoor {
  return {
    ...door,
    openSession(live) {
      const name = sessionName ?? live.name
      const session = door.openSession(name === undefined ? live : { ...live, name })
      say(`Session ${session.number}${session.resumed ? ' goes on' : ''}: ${name ?? 'without a name'}`)
      return session
    },
  }
}
