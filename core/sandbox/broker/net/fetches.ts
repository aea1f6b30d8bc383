import { type Handles, PowerError } from '../power.ts'
import type { Connections } from './fetch-agent.ts'
import type { Exchange } from './fetch-exchange.ts'

const MAX_FETCHES = 32

/** What one generation is fetching. */
export type Fetches = {
  readonly connections: Connections
  /** Starts it. Of too many, the oldest that was answered and never read makes room; throws Busy when there is none. */
  begin(exchange: Exchange): number
  /** Throws BadResource when it is over. */
  get(id: unknown): Exchange
  /** Does nothing when it is over. */
  end(id: unknown): void
}

class OpenFetch {
  readonly exchange: Exchange

  constructor(exchange: Exchange) {
    this.exchange = exchange
  }
}

export function createFetches(handles: Handles, connections: Connections): Fetches {
  const open = new Map<unknown, Exchange>()
  handles.open(connections, () => connections.end())

  // Many plugins send and never look at the answer; without a collector nobody else would end these.
  function makeRoom() {
    if (open.size < MAX_FETCHES) return
    const [unread] = [...open].find(([, exchange]) => exchange.isUnread()) ?? []
    if (unread === undefined) throw new PowerError('Busy', `A plugin has at most ${MAX_FETCHES} requests at once; await some first`)
    handles.close(unread)
  }

  return {
    connections,
    begin(exchange) {
      makeRoom()
      let id = 0
      const end = () => {
        open.delete(id)
        exchange.end()
      }
      id = handles.open(new OpenFetch(exchange), end)
      open.set(id, exchange)
      exchange.start()
      return id
    },
    get: (id) => handles.get(id, OpenFetch).exchange,
    end(id) {
      if (open.has(id)) handles.close(id)
    },
  }
}
