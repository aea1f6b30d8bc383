import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { installServer } from '../../servers/install-server.ts'
import type { ServerAddress, ServerProgram } from '../../servers/server.ts'
import { type RunningServer, startServer } from '../../servers/start-server.ts'
import type { PartOptions } from '../parts/part.ts'
import { FANNED, PEERS, type PeerRow, type Tune } from './rows.ts'
import { setupPeers } from './setup.mjs'

const DRIVE = fileURLToPath(new URL('./drive.mjs', import.meta.url))
const LIMIT_MS = 3 * 60_000

/** Every peer whose packages and server could be had; the servers run until the cleanup. */
export async function createPeers(options: PartOptions) {
  const missing: Record<string, string> = {}
  const versions: Record<string, string> = {}
  const problem = setupPeers()
  const servers = createServers(options, versions)
  const found = []
  for (const row of [...PEERS, ...FANNED]) {
    const server = problem ?? (await servers(row))
    if (typeof server === 'string') missing[row.name] = server
    else found.push(competitor(row, server, options))
  }
  return { found, missing, versions }
}

/** The server of a row, started when it is first asked for; or a sentence on why there is none. */
function createServers({ cleanup, progress }: PartOptions, versions: Record<string, string>) {
  const started = new Map<ServerProgram, RunningServer | string>()
  return async ({ server, name }: PeerRow): Promise<ServerAddress | string> => {
    if (!server) return { port: 0, url: '', folder: cleanup.folder() }
    progress(`peers: starting the server of ${name}`)
    const known = started.get(server) ?? installServer(server) ?? (await start(server, cleanup))
    started.set(server, known)
    if (typeof known === 'string') return known
    versions[server.program] = known.version
    return known.address
  }
}

function start(server: ServerProgram, cleanup: PartOptions['cleanup']): Promise<RunningServer | string> {
  return startServer(server, { folder: cleanup.folder(), cleanup }).catch((error) => `${server.program} did not start: ${error.message}`)
}

function competitor(row: PeerRow, server: ServerAddress, { sizes: { events, warmUpMs, backlog, urgentSamples } }: PartOptions) {
  const drive = async <Figures>(work: 'throughput' | 'urgent', tune: Tune): Promise<Figures> => {
    const queue = `bench-${randomUUID().slice(0, 8)}`
    const { adapter, consumers = 1 } = row
    // As many deliveries, however many take an event.
    const each = Math.ceil(events / consumers)
    const job = JSON.stringify({ adapter, consumers, work, tune, server, queue, events: each, warmUpMs, backlog, samples: urgentSamples })
    const { stdout } = await execa({ timeout: LIMIT_MS })`${process.execPath} ${DRIVE} ${job}`
    // What drive.mjs prints.
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
  }
  const { urgent } = row
  return {
    name: row.name,
    powerCut: row.powerCut,
    throughput: async () => (await drive<{ perSecond: number }>('throughput', row.throughput)).perSecond,
    ...(urgent && { urgent: async () => (await drive<{ latenciesMs: readonly number[] }>('urgent', urgent)).latenciesMs }),
  }
}
