import { type Clock, systemClock } from '../../base/clock.ts'
import { createDoor, type Dial, type Lookup } from './net/door.ts'
import { createFetchPowers } from './net/fetch-powers.ts'
import { createListenPowers } from './net/listen/listen-powers.ts'
import { createPorts } from './net/listen/ports.ts'
import { createServePowers } from './net/listen/serve-powers.ts'
import { createTcpPowers } from './net/tcp-powers.ts'
import { createLinksOf } from './net/ws-links.ts'
import { createWsPowers } from './net/ws-powers.ts'
import type { PowerTable } from './power.ts'

/**
 * The powers over the network. `caCerts` (PEM) are trusted beside the usual ones; `lookup` and `dial` stand in for the name system and the
 * wire in tests.
 */
export function createNetPowers({
  lookup,
  dial,
  ownPorts,
  clock = systemClock,
  caCerts = [],
}: {
  readonly lookup?: Lookup
  readonly dial?: Dial
  /** Where Showrunner itself listens, which no setting of a plugin leads to. */
  readonly ownPorts?: () => readonly number[]
  readonly clock?: Clock
  readonly caCerts?: readonly string[]
} = {}): PowerTable {
  const parts = { door: createDoor({ lookup, dial, ownPorts, clock }), clock, caCerts, ports: createPorts(clock), linksOf: createLinksOf() }
  return {
    ...createTcpPowers(parts),
    ...createFetchPowers(parts),
    ...createWsPowers(parts),
    ...createListenPowers(parts),
    ...createServePowers(parts),
  }
}
