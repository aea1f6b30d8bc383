import { installServer } from './servers/install-server.ts'
import { rabbitmq } from './servers/rabbitmq.ts'
import { redis } from './servers/redis.ts'

// Installs the RabbitMQ and the Redis that the tests in test/brokers start for themselves: Debian's packages, of which no service is started.

for (const server of [rabbitmq, redis('everysec')]) {
  const problem = installServer(server)
  if (problem === undefined) console.log(`Found or installed: ${server.packageName}`)
  else {
    console.error(`${server.packageName} could not be installed: ${problem}`)
    process.exitCode = 1
  }
}
