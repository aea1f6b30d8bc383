import type { ServerProgram } from './server.ts'

/** NATS with JetStream and a store in files. */
export const nats: ServerProgram = {
  program: 'nats-server',
  packageName: 'nats-server',
  version: ['nats-server', '--version'],
  launch: ({ folder, port }) => ({
    command: ['nats-server', '--jetstream', '--store_dir', folder, '--addr', '127.0.0.1', '--port', `${port}`],
    ready: /Server is ready/,
    url: `nats://127.0.0.1:${port}`,
  }),
}
