import { createServer as createHttpServer, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/log.ts'
import { cookieNameOf } from './access/cookie.ts'
import { createRefusals } from './access/refusals.ts'
import { createSiteOf } from './access/site.ts'
import { strangerAt } from './access/stranger.ts'
import { type App, mountRoutes } from './app.ts'
import { createAuth, PAGE_SOCKET } from './auth.ts'
import { createChannels } from './channels/channels.ts'
import { createCheck } from './describe/check.ts'
import { readSchemaFiles } from './describe/schema-files.ts'
import { createGuard, hostsOf } from './guard.ts'
import { pathOf } from './head.ts'
import { createHub } from './hub.ts'
import { createIdempotency } from './idempotency.ts'
import type { LaneDesks } from './lane-desks.ts'
import { LIMITS, type Limits } from './limits.ts'
import { listen } from './listen.ts'
import type { Problem, ProblemCode } from './problem.ts'
import { refuseRequest, refuseSocket } from './refusal.ts'
import { createRetained } from './retained.ts'
import { accessRoutes } from './routes/access.ts'
import { actionRoutes } from './routes/actions.ts'
import { analyticsRoutes } from './routes/analytics.ts'
import { auditRoutes } from './routes/audit.ts'
import { backupRoutes } from './routes/backups.ts'
import { blobRoutes } from './routes/blobs.ts'
import { deadLetterRoutes } from './routes/dead-letters.ts'
import { describeRoutes } from './routes/describe.ts'
import { diagnosticsRoutes } from './routes/diagnostics.ts'
import { eventRoutes } from './routes/events.ts'
import { inviteRoutes } from './routes/invites.ts'
import { laneRoutes } from './routes/lanes.ts'
import { logRoutes } from './routes/log.ts'
import { metricsRoutes } from './routes/metrics.ts'
import { packageRoutes } from './routes/packages.ts'
import { pageRoutes } from './routes/pages.ts'
import { panicRoutes } from './routes/panic.ts'
import { createPluginRoutes } from './routes/plugin-http.ts'
import { pluginRoutes } from './routes/plugins.ts'
import { presetRoutes } from './routes/presets.ts'
import { queueRoutes } from './routes/queue.ts'
import { replayRoutes } from './routes/replays.ts'
import type { Route, RouteContext } from './routes/route.ts'
import { scenarioRoutes } from './routes/scenarios.ts'
import { sessionRoutes } from './routes/sessions.ts'
import { settingsRoutes } from './routes/settings.ts'
import { simulateRoutes } from './routes/simulate.ts'
import { ssoRoutes } from './routes/sso.ts'
import { stateRoutes } from './routes/state.ts'
import { streamRoutes } from './routes/stream.ts'
import { subscriptionRoutes } from './routes/subscriptions.ts'
import { tipRoutes } from './routes/tips.ts'
import { tokenRoutes } from './routes/tokens.ts'
import { viewerCardRoutes } from './routes/viewer-cards.ts'
import { viewerRoutes } from './routes/viewers.ts'
import { whyRoutes } from './routes/why.ts'
import type { By, Principal, ServeParts, Server, Stranger } from './serve.ts'
import { createStrangers } from './strangers.ts'
import { createUnacked } from './unacked.ts'
import { createUpgrade } from './upgrade.ts'

const PARSER_PROBLEMS: ReadonlyMap<string, ProblemCode> = new Map([
  ['HPE_HEADER_OVERFLOW', 'HEADERS_TOO_LARGE'],
  ['ERR_HTTP_REQUEST_TIMEOUT', 'TOO_SLOW'],
])

/**
 * Opens the doors. Rejects with PORT_TAKEN, or with ADDRESS_UNUSABLE for an address that this machine lacks, or that
 * others can reach when `allowRemote` is not set.
 */
export async function createServer(
  parts: ServeParts & { readonly lanes: LaneDesks; readonly clock: Clock; readonly log: Logger; readonly limits?: Partial<Limits> },
): Promise<Server> {
  const { clock, log } = parts
  const limits: Limits = { ...LIMITS, ...parts.limits }
  const refused = new Map<string, number>()
  const count = (code: string) => refused.set(code, (refused.get(code) ?? 0) + 1)

  const hosts = new Set<string>()
  const guard = createGuard({ hosts, limits })
  const place = { port: 0 }
  const cookieName = () => cookieNameOf(place.port)
  const auth = createAuth({ access: parts.access, cookieName, clock, limits })
  const refusals = createRefusals({ note: parts.audit.note, clock })
  const strangers = createStrangers({ perPeer: limits.strangersPerPeer, total: limits.strangers })
  const retained = createRetained()
  const unacked = createUnacked({ clock, wereCut: parts.isAfterCrash ?? false })
  const hub = createHub({
    parts,
    retained,
    unacked,
    clock,
    log,
    limits,
    onFault: count,
    onForbidden: (who, peer) => refusals('FORBIDDEN', '/ws', { ...who, peer }),
  })
  const check = createCheck(readSchemaFiles())
  const channels = createChannels({
    ...{ desk: parts.channels, retained, check, address: parts, clock, log, limits, onFault: count },
    onForbidden: (who, peer, path) => refusals('FORBIDDEN', path, { ...who, peer }),
  })
  const app: App = new Hono()
  const upgrade = createUpgrade({
    ...{ app, limits },
    identify: (incoming) => auth.ask(incoming, incoming.socket.remoteAddress ?? ''),
    onTrusted: ({ socket }) => strangers.trust(socket),
    doors: [
      { path: '/ws', allow: ['admin', 'moderator', 'game', 'overlay'], isFull: hub.isFull, join: hub.join },
      { path: PAGE_SOCKET, allow: ['admin', 'moderator'], isFull: hub.isFull, join: hub.join },
      ...channels.doors,
    ],
  })
  const siteOf = createSiteOf({ host: parts.host, allowedHosts: parts.allowedHosts, port: () => place.port })
  const access = { ...parts, refuse: auth.refuse, noteRefusal: refusals, cookieName, siteOf }
  const late = createPluginRoutes(parts.pluginHttp, limits)
  const routes: readonly Route[] = [
    ...streamRoutes(hub),
    ...stateRoutes(parts),
    ...simulateRoutes(parts),
    ...scenarioRoutes(parts),
    ...eventRoutes(parts),
    ...settingsRoutes(parts),
    ...pluginRoutes(parts),
    ...packageRoutes(parts),
    ...actionRoutes(parts),
    ...sessionRoutes(parts),
    ...tipRoutes(parts),
    ...analyticsRoutes(parts),
    ...viewerCardRoutes(parts),
    ...replayRoutes(parts),
    ...deadLetterRoutes(parts),
    ...backupRoutes(parts),
    ...viewerRoutes(parts),
    ...laneRoutes(parts.lanes),
    ...queueRoutes(parts.lanes),
    ...whyRoutes(parts.lanes),
    ...panicRoutes(parts.lanes),
    ...subscriptionRoutes(parts.lanes),
    ...accessRoutes(access),
    ...tokenRoutes(access),
    ...inviteRoutes(access),
    ...ssoRoutes(access),
    ...auditRoutes(parts),
    ...logRoutes(parts),
    ...metricsRoutes(parts),
    ...diagnosticsRoutes(parts),
    ...presetRoutes(parts),
    ...upgrade.routes,
    ...describeRoutes(() => [...routes, ...late.told()]),
    ...blobRoutes(parts),
    ...pageRoutes(parts),
  ]
  mountRoutes(app, routes, {
    auth: auth.ask,
    check,
    limits,
    onTrusted: ({ env }) => strangers.trust(env.incoming.socket),
    onRefused: ({ code }) => count(code),
    onBarred: ({ code }, { method, path }, context) => refusals(code, `${method} ${path}`, whoIn(context)),
    idempotency: createIdempotency({ answers: parts.answers, clock, limits }),
    late: late.find,
    log,
  })
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false })

  function revoked(principalId: string): void {
    hub.revoked(principalId)
    channels.revoked(principalId)
  }

  function refuseBare(problem: Problem, socket: Socket, incoming?: IncomingMessage): void {
    count(problem.code)
    if (incoming) refusals(problem.code, routeOf(incoming), strangerAt(socket.remoteAddress))
    refuseSocket(problem, socket)
  }

  const http = createHttpServer({
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    connectionsCheckingInterval: limits.checkMs,
  })
  // The guard counts headers; Node would leave the rest out, and with it a second Host.
  http.maxHeadersCount = 0
  http.on('connection', (socket) => {
    if (!strangers.admit(socket)) count('TOO_MANY_SOCKETS')
  })
  http.on('request', (incoming, outgoing) => {
    const problem = guard(incoming)
    if (!problem) {
      // The adapter takes a name with capitals for a broken one.
      incoming.headers.host = incoming.headers.host?.toLowerCase()
      answer(incoming, outgoing).catch((error) => {
        log.error({ err: error }, 'Answer failed')
        outgoing.destroy()
      })
      return
    }
    count(problem.code)
    refusals(problem.code, routeOf(incoming), strangerAt(incoming.socket.remoteAddress))
    refuseRequest(problem, { incoming, outgoing, clock, closeMs: limits.closeMs })
  })
  http.on('upgrade', (incoming, _, head) => {
    const { socket } = incoming
    // Node has let go of the socket; with nobody listening, a reset would end the process.
    socket.on('error', () => socket.destroy())
    const problem = guard(incoming)
    if (problem) refuseBare(problem, socket, incoming)
    else upgrade.receive(incoming, socket, head).then((refused) => refused && refuseBare(refused, socket, incoming), failed)

    function failed(error: unknown): void {
      log.error({ err: error }, 'Handshake failed')
      refuseBare({ code: 'FAILED' }, socket)
    }
  })
  http.on('clientError', (error: NodeJS.ErrnoException, duplex) => {
    // An HTTP server's streams are sockets; the type says less.
    const socket = duplex as Socket
    if (socket.writable) refuseBare({ code: PARSER_PROBLEMS.get(error.code ?? '') ?? 'REQUEST_INVALID' }, socket)
    else socket.destroy()
  })

  const { port, url } = await listen(http, parts).catch((error) => {
    hub.stop()
    channels.stop()
    throw error
  })
  place.port = port
  for (const host of hostsOf(port, parts.allowedHosts)) hosts.add(host)
  const unfollow = parts.access.onGone(revoked)
  http.on('error', (error) => log.error({ err: error }, 'Server failed'))

  let stopped: Promise<void> | undefined
  async function close(): Promise<void> {
    const closed = new Promise((resolve) => http.close(resolve))
    unfollow()
    hub.stop()
    channels.stop()
    const cancel = clock.after(limits.closeMs, () => http.closeAllConnections())
    await closed
    cancel()
  }

  return {
    url,
    events: hub.events,
    publish(plugin, topic, data, options) {
      return hub.publish(plugin, topic, data, options) + channels.publish(plugin, topic, data)
    },
    forget(plugin) {
      retained.forget(plugin)
      unacked.forget(plugin)
    },
    reload: hub.reload,
    takes: (path) => routes.some((route) => route.path === path || route.path.startsWith(`${path}/`)),
    isNamed: (host) => hosts.has(host.toLowerCase()),
    revoked,
    cutGames: hub.cutGames,
    clients: () => ({ ...hub.clients(), channels: channels.count() }),
    refused: () => Object.fromEntries(refused),
    stop: () => {
      stopped ??= close()
      return stopped
    },
  }
}

function routeOf(incoming: IncomingMessage): string {
  return `${incoming.method} ${pathOf(incoming)}`
}

/** Who asks, once that is known. */
function whoIn(context: RouteContext): By | Stranger {
  const peer = context.env.incoming.socket.remoteAddress ?? ''
  // Unset as long as nothing was shown that is known; the type says otherwise.
  const who = context.get('principal') as Principal | undefined
  return who ? { id: who.id, name: who.name, role: who.role, peer } : strangerAt(peer)
}
