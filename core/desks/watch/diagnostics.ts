import { statfs } from 'node:fs/promises'
import { arch, cpus, freemem, platform, release, totalmem } from 'node:os'
import type { LogLine, Settings, UnifiedEvent } from '../../../schemas/types.ts'
import type { Clock } from '../../base/clock.ts'
import type { LogTail } from '../../base/log-tail.ts'
import { writeZip } from '../../packages/write-zip.ts'
import { createBlackout } from './blackout.ts'

type Parts = {
  readonly version: string
  readonly dataDir: string
  readonly clock: Clock
  readonly status: () => Readonly<Record<string, unknown>>
  readonly health: () => unknown
  readonly settings: () => Settings
  readonly latest: (limit: number) => readonly UnifiedEvent[]
  readonly tail: LogTail
  /** Names of the steps that the tables have taken. */
  readonly migrations: readonly string[]
}

/** So many events say which names are viewers'. */
const LOOKED_AT = 1000
const LINES = 500

/**
 * One zip for whoever helps: versions, what every part says of itself, the settings and the last lines of the log. No keys, no
 * secrets, no text of settings of plugins, and of viewers only pseudonyms that are others each time.
 */
export function createDiagnostics(parts: Parts): () => Promise<Buffer> {
  return async () => {
    const events = parts.latest(LOOKED_AT)
    const blackout = createBlackout(events)
    const files: Readonly<Record<string, unknown>> = {
      'about.json': await aboutOf(parts),
      'health.json': blackout.value(parts.health()),
      'status.json': blackout.value(parts.status()),
      'settings.json': blackout.value(withoutPluginTexts(parts.settings())),
      'log.json': safeLines(parts.tail, events).map((line) => blackout.value(line)),
    }
    const texts = Object.entries(files).map(([name, value]) => [name, `${JSON.stringify(value, undefined, 2)}\n`] as const)
    return writeZip(new Map([['README.txt', README], ...texts].map(([name = '', text = '']) => [name, Buffer.from(text)])))
  }
}

const README = `What Showrunner says of itself, for whoever helps with it.
It holds no keys and no secrets; viewers have pseudonyms, and settings of plugins only say what kind of value they have.
Look it over before you hand it on.
`

async function aboutOf({ version, dataDir, clock, migrations }: Parts) {
  const { bavail, blocks, bsize } = await statfs(dataDir)
  return {
    madeAt: new Date(clock.wallTime()).toISOString(),
    showrunner: version,
    node: process.versions,
    system: {
      platform: platform(),
      release: release(),
      arch: arch(),
      processors: cpus().length,
      memory: totalmem(),
      freeMemory: freemem(),
    },
    process: { uptimeSeconds: Math.round(process.uptime()), rssBytes: process.memoryUsage().rss },
    disk: { freeBytes: bavail * bsize, bytes: blocks * bsize },
    migrations,
  }
}

/** What a plugin said is left out where the viewers of its time are not known any more, so that nobody is named by it. */
function safeLines(tail: LogTail, events: readonly UnifiedEvent[]): readonly LogLine[] {
  const since = events.at(-1)?.ingestedAt ?? ''
  return tail.lines({ limit: LINES }).filter(({ plugin, at }) => plugin === undefined || at >= since)
}

/** A plugin's author may have put a password into a plain setting: only the kind of each value is told. */
function withoutPluginTexts(settings: Settings): unknown {
  const { server, plugins = {}, ...rest } = settings
  return {
    ...rest,
    ...(server && { server: { ...server, allowedHosts: server.allowedHosts?.length ?? 0 } }),
    plugins: Object.fromEntries(
      Object.entries(plugins).map(([id, { settings: values = {}, grant, ...chosen }]) => [
        id,
        { ...chosen, ...(grant && { grant: { approvedAt: grant.approvedAt } }), settings: kindsOf(values) },
      ]),
    ),
  }
}

function kindsOf(values: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Array.isArray(value) ? 'list' : typeof value]))
}
