import type { Permissions } from '../../schemas/types.ts'
import { systemClock } from '../base/clock.ts'
import { HostError } from '../base/errors.ts'
import type { Logger } from '../base/log.ts'
import { createBroker } from '../sandbox/broker/create-broker.ts'
import { createNetPowers } from '../sandbox/broker/net.ts'
import type { SandboxEvents } from '../sandbox/sandbox.ts'
import type { Store } from '../store/store.ts'
import { ROOT } from './prepared.ts'

type Parts = { readonly store: Store; readonly dataDir: string; readonly grants: Permissions; readonly log: Logger }

/** What answers a rehearsed plugin's calls: the real broker, with storage of its own that goes with the rehearsal, and no variables. */
export function createPowers({ store, dataDir, grants, log }: Parts): Pick<SandboxEvents, 'call' | 'released'> {
  const broker = createBroker({
    kv: store.kv,
    // Nothing is kept: an address that no page finds.
    blobs: { put: async () => 'rehearsal' },
    grants: () => grants,
    dataDir,
    protectedPaths: [ROOT],
    env: {},
    netPowers: createNetPowers(),
    actions: async (_, action) => {
      throw new HostError('ACTION_FAILED', `${action} cannot be called in a rehearsal, where no other plugin is`)
    },
    clock: systemClock,
    log,
  })
  return { call: broker.call, released: broker.release }
}
