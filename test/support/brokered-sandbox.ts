import { systemClock } from '../../core/base/clock.ts'
import { createLog } from '../../core/base/log.ts'
import { type BrokerParts, createBroker } from '../../core/sandbox/broker/create-broker.ts'
import { createNetPowers } from '../../core/sandbox/broker/net.ts'
import { createMemoryKv } from '../sandbox/broker/broker-under-test.ts'
import { createObservedSandbox } from './sandbox.ts'

type Parts = Pick<BrokerParts, 'grants' | 'dataDir' | 'env'> & Partial<BrokerParts>

/** The real sandbox over the real broker, for plugins that keep nothing, look nothing up and call nobody. */
export function createBrokeredSandbox(parts: Parts) {
  const broker = createBroker({
    kv: createMemoryKv(),
    blobs: { put: async () => 'kept' },
    protectedPaths: [],
    lookUp: async () => [],
    netPowers: createNetPowers(),
    actions: async () => undefined,
    clock: systemClock,
    log: createLog({ level: 'silent' }),
    ...parts,
  })
  return { broker, ...createObservedSandbox({ call: broker.call, on: { released: broker.release } }) }
}
