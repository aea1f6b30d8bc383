import { systemClock } from '../base/clock.ts'
import { createConsole, createJsonConsole } from '../console.ts'
import { endAll } from '../end-all.ts'
import type { Environment } from '../environment.ts'
import { createHost, type Host } from '../host.ts'
import { createSimulator } from '../ingest/simulator/simulator.ts'
import { createTikTokSource } from '../ingest/tiktok/source.ts'
import { linksOf } from '../link.ts'
import { openLogs } from '../logs.ts'
import { noteRunning } from './running.ts'
import { salvageStore } from './salvage-store.ts'
import { stopOnSignals } from './stop-on-signals.ts'

export type StartOptions = {
  readonly root: string
  readonly version: string
  readonly dataDir: string
  readonly pluginRoots: readonly string[]
  readonly environment: Environment
  readonly username?: string
  readonly sessionName?: string
  readonly host?: string
  readonly port?: number
  readonly tiktokEndpoint?: string
  readonly demo: boolean
  /** Only these plugins run. */
  readonly only?: readonly string[]
  readonly quiet?: boolean
  readonly json?: boolean
  readonly dev?: boolean
  readonly safe?: boolean
  readonly allowRemote?: boolean
  readonly salvage?: boolean
}

const DRAIN_MS = 10_000

/** Runs the host until it is told to stop. Resolves when it is up. */
export async function start(options: StartOptions): Promise<void> {
  const { environment, dataDir } = options
  const clock = systemClock
  // Whoever reads the console may go away, for example a pager; the live goes on.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
  const quiet = options.quiet ?? false
  const screen = options.json
    ? createJsonConsole({ stream: process.stdout, quiet })
    : createConsole({ stream: process.stdout, clock, quiet, everyLink: options.dev ?? false })
  const level = environment.logLevel ?? (options.dev ? 'info' : 'warn')
  const logs = openLogs({ environment, level, clock, warn: screen.warn, isTerminal: Boolean(process.stderr.isTTY) })
  const { log } = logs

  if (options.safe) screen.say('Safe start: only the plugins that come with Showrunner run')
  if (options.salvage) await salvageStore({ dataDir, clock, say: screen.say })
  const starting = createHost({
    ...options,
    dev: options.dev ?? false,
    safe: options.safe ?? false,
    variables: environment.variables,
    address: { host: options.host, port: options.port, allowRemote: options.allowRemote ?? false },
    clock,
    random: Math.random,
    log,
    logTail: logs.tail,
    say: screen.say,
    onEvents: screen.events,
    // Not to be caught by whoever waits for the write: it ends the process, with the sentence and the exit code of main.ts.
    onBroken: (failure) =>
      setImmediate(() => {
        throw failure
      }),
    createSource: (door, settings) => {
      const username = options.username ?? environment.username ?? settings.tiktok?.username
      if (!username) return options.demo ? createSimulator({ door, clock, random: Math.random }) : undefined
      return createTikTokSource({ username, door, clock, random: Math.random, log, say: screen.say, options: tiktokOptions(options) })
    },
  })
  let forget = async () => {}
  // From the first moment, since plugins may take long to start.
  stopOnSignals({
    log,
    say: screen.say,
    async stop() {
      const host = await starting
      const failures = await endAll([() => host.stop(DRAIN_MS), () => forget(), screen.stop])
      if (failures.length > 0) throw failures[0]
      await logs.close()
    },
  })
  const host = await starting
  forget = await noteRunning(dataDir, { url: host.url, pid: process.pid }, { clock, warn: screen.warn })
  screen.links(linksOf({ url: host.url, dashboard: await dashboardOf(host, screen.warn), keys: host.keys, plugins: host.plugins() }))
  await host.loaded()
  const running = host.plugins().filter(({ state }) => state === 'running').length
  screen.say(running === 1 ? '1 plugin runs' : `${running} plugins run`)
}

/** The link that signs in. Where it cannot be kept, as on a full disk, that is told and the page alone is named: a live does not wait for it. */
async function dashboardOf({ url, loginLink }: Pick<Host, 'url' | 'loginLink'>, warn: (sentence: string) => void): Promise<string> {
  try {
    return await loginLink()
  } catch (error) {
    warn(`No link signs in just now (${error instanceof Error ? error.message : error}); once it can be kept, showrunner links makes one`)
    return url
  }
}

function tiktokOptions({ environment, tiktokEndpoint }: StartOptions) {
  return {
    ...(tiktokEndpoint ? { endpoint: tiktokEndpoint } : {}),
    ...(environment.signApiKey ? { signApiKey: environment.signApiKey } : {}),
    ...(environment.tiktokSessionId ? { sessionId: environment.tiktokSessionId } : {}),
    ...(environment.maxReconnectAttempts === undefined ? {} : { maxReconnectAttempts: environment.maxReconnectAttempts }),
    ...(environment.reconnectDelayMs === undefined ? {} : { reconnectDelayMs: environment.reconnectDelayMs }),
  }
}
