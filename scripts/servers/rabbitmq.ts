import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ServerProgram } from './server.ts'

// The one in the path changes to a user of its own and to files of the system.
const DEBIAN = '/usr/lib/rabbitmq/bin/rabbitmq-server'

/** RabbitMQ alone, without its plugins; quorum queues know priorities from version 4 on, so that queues are classic. */
export const rabbitmq: ServerProgram = {
  program: 'rabbitmq-server',
  packageName: 'rabbitmq-server',
  version: ['dpkg-query', '--show', 'rabbitmq-server'],
  launch: ({ folder, port, secondPort, thirdPort }) => ({
    command: [existsSync(DEBIAN) ? DEBIAN : 'rabbitmq-server'],
    beside: ['epmd', '-port', `${secondPort}`, '-address', '127.0.0.1'],
    env: {
      HOME: folder,
      ERL_EPMD_PORT: `${secondPort}`,
      RABBITMQ_NODENAME: `bench-${port}@localhost`,
      RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
      RABBITMQ_NODE_PORT: `${port}`,
      // By itself it takes the port that is 20,000 higher, which there may not be.
      RABBITMQ_DIST_PORT: `${thirdPort}`,
      ERL_CRASH_DUMP: join(folder, 'erl_crash.dump'),
      RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
      RABBITMQ_LOG_BASE: join(folder, 'log'),
      RABBITMQ_PID_FILE: join(folder, 'pid'),
      RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
      // Waiting for work is not work: it would be charged to whoever shares the machine.
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '+sbwt none +sbwtdcpu none +sbwtdio none',
    },
    ready: /completed with \d+ plugins/,
    url: `amqp://guest:guest@127.0.0.1:${port}`,
  }),
}
