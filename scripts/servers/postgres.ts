import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ServerProgram } from './server.ts'

const DEBIAN = '/usr/lib/postgresql'

/** PostgreSQL as it is made for a machine of this size: more memory than it comes with, and everything durable. */
export const postgres: ServerProgram = {
  program: 'postgres',
  packageName: 'postgresql',
  version: [binary('postgres'), '--version'],
  launch({ folder, port }) {
    // It refuses to run as root.
    const as = process.getuid?.() === 0 ? ['runuser', '-u', 'postgres', '--'] : []
    if (as.length > 0) spawnSync('chown', ['postgres', folder])
    const [first = '', ...rest] = [...as, binary('initdb'), '--pgdata', join(folder, 'data'), '--auth', 'trust', '--username', 'postgres']
    const made = spawnSync(first, rest, { encoding: 'utf8', cwd: '/' })
    if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr || made.error?.message}`)
    const settings = { listen_addresses: '127.0.0.1', synchronous_commit: 'on', shared_buffers: '512MB', max_wal_size: '4GB' }
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    return {
      command: [...as, binary('postgres'), '-D', join(folder, 'data'), '-p', `${port}`, '-k', folder, ...flags],
      ready: /ready to accept connections/,
      url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    }
  },
}

/** Debian keeps them out of the path; the newest version counts. */
function binary(name: string): string {
  const versions = (() => {
    try {
      return readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a))
    } catch {
      // Not Debian's; then it is in the path or missing.
      return []
    }
  })()
  return versions[0] === undefined ? name : join(DEBIAN, versions[0], 'bin', name)
}
