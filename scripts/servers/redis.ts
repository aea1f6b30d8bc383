import type { ServerProgram } from './server.ts'

/** Redis with its append-only file, written at every command or once a second, and no snapshots. */
export function redis(appendfsync: 'always' | 'everysec'): ServerProgram {
  return {
    program: 'redis-server',
    packageName: 'redis-server',
    version: ['redis-server', '--version'],
    launch: ({ folder, port }) => ({
      command: ['redis-server', '--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', ''].concat([
        '--appendonly',
        'yes',
        '--appendfsync',
        appendfsync,
        '--maxmemory-policy',
        'noeviction',
      ]),
      ready: /Ready to accept connections/,
      url: `redis://127.0.0.1:${port}`,
    }),
  }
}
