import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from '../../core/base/clock.ts'
import { createLog } from '../../core/base/log.ts'
import { createHost, type HostOptions } from '../../core/host.ts'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Has plugins share a process, which strangers' do only when the operator says so. */
export async function trustPlugins(folder: string, ids: readonly string[]): Promise<void> {
  const plugins = Object.fromEntries(ids.map((id) => [id, { isolation: 'thread' }]))
  await mkdir(join(folder, 'data'), { recursive: true })
  await writeFile(join(folder, 'data', 'settings.json'), JSON.stringify({ schemaVersion: '1', plugins }))
}

/** A whole host that takes events only from who calls it, with these plugins and nothing else. */
export async function startBenchHost({ folder, ...options }: { folder: string } & Partial<HostOptions>) {
  const host = await createHost({
    root: ROOT,
    version: '0.1.0',
    dataDir: join(folder, 'data'),
    pluginRoots: [join(folder, 'plugins')],
    address: { port: 0, allowRemote: false },
    clock: systemClock,
    random: Math.random,
    log: createLog({ level: 'error' }),
    say: () => {},
    createSource: () => undefined,
    ...options,
  })
  await host.loaded()
  const door = host.door()
  door.openSession({ streamId: 'bench', source: 'simulator' })
  return { ...host, ingest: door.ingest }
}

export type BenchHost = Awaited<ReturnType<typeof startBenchHost>>
