import { join } from 'node:path'
import { isInstalled } from '../../../scripts/servers/install-server.ts'
import { rabbitmq } from '../../../scripts/servers/rabbitmq.ts'
import { redis } from '../../../scripts/servers/redis.ts'
import type { ServerProgram } from '../../../scripts/servers/server.ts'
import { startServer } from '../../../scripts/servers/start-server.ts'
import { createFolder } from '../../support/folder.ts'
import type { Ending } from '../../support/host.ts'

export const RABBITMQ = rabbitmq
export const REDIS = redis('everysec')

/** Why the tests in test/brokers cannot run here, or false. */
export const skip = ![RABBITMQ, REDIS].every(isInstalled) && 'RabbitMQ and Redis are not installed: npm run test:brokers installs them'

/** A real server of its own, which can be killed and started again on the same port and files. */
export async function startOwn(ending: Ending, program: ServerProgram) {
  const folder = join(createFolder(), program.program)
  const cleanup = { atEnd: (action: () => void) => ending.after(action) }
  let running = await startServer(program, { folder, cleanup })
  const { port, url } = running.address
  return {
    port,
    url,
    kill: () => running.stop(),
    async startAgain() {
      running = await startServer(program, { folder, cleanup, port })
    },
  }
}
