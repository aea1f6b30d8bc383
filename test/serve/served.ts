import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type Clock, systemClock } from '../../core/base/clock.ts'
import { HostError } from '../../core/base/errors.ts'
import { createLog } from '../../core/base/log.ts'
import type { Limits } from '../../core/serve/limits.ts'
import type { Role, ServeParts } from '../../core/serve/serve.ts'
import { createServer } from '../../core/serve/server.ts'
import type { StoredEvent } from '../../core/store/store.ts'
import { EVENT_TYPES, type UnifiedEvent } from '../../schemas/types.ts'
import { createFolder } from '../support/folder.ts'
import { accessOf, NO_AUDIT } from './no-access.ts'
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
} from './no-desks.ts'
import { NO_LANES } from './no-lanes.ts'
import { NO_ACTIONS, NO_BACKUPS, NO_PACKAGES, NO_PLUGIN_HTTP, NO_PLUGINS, NO_VIEWERS } from './no-plugins.ts'

/** A key of each role, as the served host knows them. */
export const KEYS = { admin: 'admin-key', moderator: 'moderator-key', game: 'game-key', overlay: 'overlay-key' } as const satisfies Record<
  Role,
  string
>

/** An event of the log; every third is a gift, the rest are likes. */
export function eventAt(seqNo: number, text = ''): UnifiedEvent {
  const eventType = seqNo % 3 === 0 ? 'gift' : 'like'
  // Only what the server looks at; the rest of an event is not its business.
  return { eventType, seqNo, eventId: `test:${seqNo}`, text } as unknown as UnifiedEvent
}

/** A server on a free port with a log in memory, pages in a folder, and what was asked of it. */
export async function serve(context: TestContext, options: { limits?: Partial<Limits>; clock?: Clock; parts?: Partial<ServeParts> } = {}) {
  const folder = createFolder()
  const log: StoredEvent[] = []
  const simulated: unknown[] = []
  const lines: string[] = []
  const acknowledged = new Map<string, number>()
  await writePages(folder)
  const server = await createServer({
    host: '127.0.0.1',
    port: 0,
    allowedHosts: ['stream-pc.lan'],
    access: accessOf(KEYS),
    audit: NO_AUDIT,
    overlays: () => [{ plugin: 'alerts', folder: join(folder, 'overlay'), pages: ['alerts'], stage: [] }],
    dashboardFolder: join(folder, 'dashboard'),
    status: () => ({ lanes: [] }),
    health: () => ({ status: 'ok' }),
    latest: (limit) =>
      log
        .map(({ event }) => event)
        .slice(-limit)
        .reverse(),
    readFrom: (seqNo, limit) => log.slice(Math.max(0, seqNo - 1), Math.max(0, seqNo - 1) + limit),
    head: () => log.length,
    acked: (client) => acknowledged.get(client),
    ack: (client, seqNo) => acknowledged.set(client, seqNo),
    simulate: async (eventType, input) => {
      if (!EVENT_TYPES.some((type) => type === eventType))
        throw new HostError('EVENT_INVALID', 'There is no such event type', { path: '/eventType' })
      simulated.push({ eventType, input })
      return eventAt(1)
    },
    plugins: NO_PLUGINS,
    packages: NO_PACKAGES,
    events: NO_EVENTS,
    settings: NO_SETTINGS,
    actions: NO_ACTIONS,
    pluginHttp: NO_PLUGIN_HTTP,
    backups: NO_BACKUPS,
    viewers: NO_VIEWERS,
    channels: NO_CHANNELS,
    scenarios: NO_SCENARIOS,
    ...NO_LIVES,
    replays: NO_REPLAYS,
    deadLetters: NO_DEAD_LETTERS,
    lanes: NO_LANES,
    watch: NO_WATCH,
    presets: NO_PRESETS,
    blobs: NO_BLOBS,
    answers: createAnswers(),
    clock: systemClock,
    log: createLog({ level: 'error', write: (line) => lines.push(line) }),
    ...(options.limits && { limits: options.limits }),
    ...(options.clock && { clock: options.clock }),
    ...options.parts,
  })
  context.after(() => server.stop())

  /** Appends to the log without telling the server, as a commit does before the fan-out. */
  function commit(count: number, text = ''): readonly StoredEvent[] {
    const added = Array.from({ length: count }, (_, index) => log.length + index + 1).map((seqNo) => ({
      seqNo,
      event: eventAt(seqNo, text),
      bytes: new Uint8Array(),
    }))
    log.push(...added)
    return added
  }

  return {
    server,
    folder,
    log,
    simulated,
    /** What the operator reads. */
    lines,
    acknowledged,
    commit,
    accept: (count: number, text?: string) => server.events(commit(count, text)),
    port: Number(new URL(server.url).port),
    host: new URL(server.url).host,
  }
}

export type Served = Awaited<ReturnType<typeof serve>>

async function writePages(folder: string): Promise<void> {
  await mkdir(join(folder, 'overlay', 'sounds'), { recursive: true })
  await mkdir(join(folder, 'dashboard'))
  await Promise.all([
    writeFile(join(folder, 'secret.json'), '{"secret":true}'),
    writeFile(join(folder, 'dashboard', 'index.html'), '<!doctype html><script src="dashboard.js"></script>'),
    writeFile(join(folder, 'dashboard', 'dashboard.js'), 'export {}'),
    writeFile(join(folder, 'overlay', 'alerts.html'), '<!doctype html><script src="alerts.js"></script>'),
    writeFile(join(folder, 'overlay', 'unlisted.html'), '<!doctype html>'),
    writeFile(join(folder, 'overlay', 'alerts.js'), 'export {}'),
    writeFile(join(folder, 'overlay', 'notes.txt'), 'notes'),
    writeFile(join(folder, 'overlay', '.hidden.js'), 'hidden'),
    writeFile(join(folder, 'overlay', 'sounds', 'ding.mp3'), 'ding'),
  ])
}
