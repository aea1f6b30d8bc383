import { existsSync, readdirSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Browser, BrowserContextOptions, Page, WebSocket } from 'playwright-core'
import { systemClock } from '../../core/base/clock.ts'
import { createLog } from '../../core/base/log.ts'
import { buildDashboard } from '../../core/dashboard/build.ts'
import { simulatedDraft } from '../../core/ingest/simulator/simulated.ts'
import { pluginFolders } from '../../core/plugins/discover.ts'
import type { PluginDesk, ServeParts } from '../../core/serve/serve.ts'
import { createServer } from '../../core/serve/server.ts'
import type { StoredEvent } from '../../core/store/store.ts'
import type { UnifiedEvent } from '../../schemas/types.ts'
import { accessOf, NO_AUDIT } from '../serve/no-access.ts'
import {
  createAnswers,
  NO_BLOBS,
  NO_CHANNELS,
  NO_DEAD_LETTERS,
  NO_EVENTS,
  NO_LIVES,
  NO_PRESETS,
  NO_REPLAYS,
  NO_SCENARIOS,
  NO_SETTINGS,
  NO_WATCH,
} from '../serve/no-desks.ts'
import { NO_LANES } from '../serve/no-lanes.ts'
import { NO_ACTIONS, NO_BACKUPS, NO_PACKAGES, NO_PLUGIN_HTTP, NO_PLUGINS, NO_VIEWERS } from '../serve/no-plugins.ts'
import { createFolder } from '../support/folder.ts'
import { ROOT } from '../support/root.ts'

export const KEYS = { admin: 'a'.repeat(32), overlay: 'o'.repeat(32) }

type Options = {
  readonly port?: number
  readonly log?: StoredEvent[]
  readonly status?: () => Record<string, unknown>
  readonly plugins?: PluginDesk
  readonly blobs?: ServeParts['blobs']
}

/** The pages of the plugins that come with Showrunner. */
const OVERLAYS = (await pluginFolders([join(ROOT, 'plugins')])).map((folder) => {
  const overlay = join(folder, 'overlay')
  const files = existsSync(overlay) ? readdirSync(overlay) : []
  return {
    plugin: basename(folder),
    folder: overlay,
    pages: files.flatMap((file) => (extname(file) === '.html' ? [basename(file, '.html')] : [])),
    stage: [],
  }
})

let built: Promise<string> | undefined
/** Built once for all tests of a file. */
function builtDashboard(): Promise<string> {
  built ??= buildDashboard(createFolder())
  return built
}

/** The real server with the real pages, and a log in memory behind it, which another one may go on with. Ends with the test. */
export async function openDoors(
  t: TestContext,
  { port = 0, log = [], status = () => ({}), plugins = NO_PLUGINS, blobs = NO_BLOBS }: Options = {},
) {
  const server = await createServer({
    host: '127.0.0.1',
    port,
    allowedHosts: [],
    dashboardFolder: await builtDashboard(),
    access: accessOf(KEYS),
    audit: NO_AUDIT,
    overlays: () => OVERLAYS,
    status,
    health: () => ({ status: 'ok' }),
    latest: (limit) =>
      log
        .slice(-limit)
        .map(({ event }) => event)
        .reverse(),
    readFrom: (seqNo, limit) => log.filter((stored) => stored.seqNo >= seqNo).slice(0, limit),
    head: () => log.length,
    acked: () => undefined,
    ack: () => {},
    simulate: async (eventType, input) => accept(simulatedDraft(eventType, input)),
    plugins,
    packages: NO_PACKAGES,
    actions: NO_ACTIONS,
    pluginHttp: NO_PLUGIN_HTTP,
    events: NO_EVENTS,
    blobs,
    settings: NO_SETTINGS,
    channels: NO_CHANNELS,
    scenarios: NO_SCENARIOS,
    watch: NO_WATCH,
    presets: NO_PRESETS,
    ...NO_LIVES,
    replays: NO_REPLAYS,
    deadLetters: NO_DEAD_LETTERS,
    lanes: NO_LANES,
    backups: NO_BACKUPS,
    viewers: NO_VIEWERS,
    answers: createAnswers(),
    clock: systemClock,
    log: createLog({ level: 'fatal' }),
  })

  /** Accepts an event as the store would, and tells who listens. */
  function accept(fields: object): UnifiedEvent {
    const seqNo = log.length + 1
    // The fields that a test leaves out are not read by any page.
    const event = { seqNo, eventId: `test:${seqNo}`, ingestedAt: new Date().toISOString(), ...fields } as UnifiedEvent
    const stored = { seqNo, event, bytes: new Uint8Array() }
    log.push(stored)
    server.events([stored])
    return event
  }

  t.after(async () => {
    await server.stop()
  })
  return { server, accept, log }
}

/** A viewer of this name. */
export function viewer(displayName: string) {
  return { userId: displayName, uniqueId: displayName, displayName, safeName: displayName }
}

/** What is drawn without a graphics card costs by the pixel: a page is seen in full size only where its size is what is tested. */
const SMALL = { width: 960, height: 540 }

/** A page that writes down all it did wrong: requests elsewhere, what its policy forbade, and errors. */
export async function openPage(
  t: TestContext,
  { browser, origin, ...options }: BrowserContextOptions & { browser: Browser; origin: string },
) {
  const context = await browser.newContext({ viewport: SMALL, ...options })
  context.setDefaultTimeout(10_000)
  t.after(() => context.close())
  const page = await context.newPage()
  const faults: string[] = []
  await page.exposeFunction('report', (fault: string) => faults.push(fault))
  await page.addInitScript(
    `addEventListener('securitypolicyviolation', (event) => report(event.violatedDirective + ' ' + event.blockedURI))`,
  )
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('request', (request) => {
    const { protocol } = new URL(request.url())
    if (protocol !== 'data:' && !request.url().startsWith(`${origin}/`)) faults.push(request.url())
  })
  return { page, faults }
}

/** The page's next socket, once it has been told that it listens. Ask before what makes it connect. */
export async function listening(page: Page): Promise<WebSocket> {
  for (;;) {
    const socket = await page.waitForEvent('websocket')
    const told = socket.waitForEvent('framereceived', { predicate: ({ payload }) => String(payload).includes('"subscribed"') })
    // A socket that closes first was one try of several.
    if (await told.catch(() => undefined)) return socket
  }
}
