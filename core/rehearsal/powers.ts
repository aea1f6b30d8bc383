import type { UnifiedEvent } from '../../schemas/types.ts'
import { systemClock } from '../base/clock.ts'
import { HostError } from '../base/errors.ts'
import type { Logger } from '../base/log.ts'
import { createBroker } from '../sandbox/broker/create-broker.ts'
import type { LookedUp } from '../sandbox/broker/events.ts'
import { createNetPowers } from '../sandbox/broker/net.ts'
import type { Grants, SandboxEvents } from '../sandbox/sandbox.ts'
import { assertBlob } from '../store/blobs/kinds.ts'
import type { Store } from '../store/store.ts'
import { NO_STAND_IN } from './outcome.ts'
import { ROOT, type StandIns } from './prepared.ts'

type Parts = {
  readonly store: Store
  readonly dataDir: string
  readonly grants: Grants
  readonly packagesDir?: string | undefined
  readonly log: Logger
  readonly events: readonly UnifiedEvent[]
  readonly actions: StandIns
  /** Carries out an action of the plugin itself; undefined for any other. */
  readonly own: (action: string, input: unknown) => Promise<unknown> | undefined
}

/** What answers a rehearsed plugin's calls: the real broker, with storage of its own that goes with the rehearsal, and no variables. */
export function createPowers({
  store,
  dataDir,
  packagesDir,
  grants,
  log,
  events,
  actions,
  own,
}: Parts): Pick<SandboxEvents, 'call' | 'released'> {
  const broker = createBroker({
    kv: store.kv,
    // Nothing is kept: an address that no page finds.
    blobs: {
      async put(_, bytes, type) {
        assertBlob(bytes, type)
        return 'rehearsal'
      },
    },
    grants: () => grants,
    dataDir,
    ...(packagesDir !== undefined && { packagesDir }),
    protectedPaths: [ROOT],
    env: {},
    netPowers: createNetPowers(),
    lookUp: async (wanted) => lookUp(events, wanted),
    async actions(_, action, input, isDry) {
      const standIn = Object.hasOwn(actions, action) ? actions[action] : undefined
      if (isDry && standIn) return undefined
      const answer = standIn ? standIn(input) : own(action, input)
      if (answer === undefined && !standIn)
        throw new HostError('ACTION_FAILED', `${action} ${NO_STAND_IN}; rehearse(folder, { actions }) hands in its answer`)
      return answer
    },
    clock: systemClock,
    log,
  })
  return { call: broker.call, released: broker.release }
}

/** What the log would answer, were it these events. */
function lookUp(
  events: readonly UnifiedEvent[],
  { types, sessionId, userId, sinceMs = 0, after, order, limit }: LookedUp,
): readonly UnifiedEvent[] {
  const isBehind = (seqNo: number) => after === undefined || (order === 'asc' ? seqNo > after : seqNo < after)
  const found = events.filter(
    (event) =>
      types.includes(event.eventType) &&
      (sessionId === undefined || event.sessionId === sessionId) &&
      (userId === undefined || event.user?.userId === userId) &&
      Date.parse(event.ingestedAt) >= sinceMs &&
      isBehind(event.seqNo),
  )
  return found.sort((one, other) => (order === 'asc' ? one.seqNo - other.seqNo : other.seqNo - one.seqNo)).slice(0, limit)
}
