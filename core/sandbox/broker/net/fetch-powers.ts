import type { Clock } from '../../../base/clock.ts'
import { type Asker, type Handles, PowerError, type PowerTable } from '../power.ts'
import { bytesOf } from './chunks.ts'
import type { Door } from './door.ts'
import { createConnections } from './fetch-agent.ts'
import { createExchange } from './fetch-exchange.ts'
import { sendHop } from './fetch-hop.ts'
import { readFetch } from './fetch-request.ts'
import { createFetches, type Fetches } from './fetches.ts'
import { targetOf } from './urls.ts'

type Parts = { readonly door: Door; readonly clock: Clock; readonly caCerts: readonly string[] }

/** fetch, with its bodies in parts. A fetch is over when its body was read, its answer has none, it failed, or it is cancelled. */
export function createFetchPowers(parts: Parts): PowerTable {
  const generations = new WeakMap<Handles, Fetches>()

  function fetchesOf(asker: Asker): Fetches {
    const known = generations.get(asker.handles)
    if (known) return known
    const fetches = createFetches(asker.handles, createConnections({ asker, ...parts }))
    generations.set(asker.handles, fetches)
    return fetches
  }

  function open(asker: Asker, argument: unknown) {
    const plan = readFetch(argument)
    parts.door.check(asker, targetOf(plan.request.url))
    const fetches = fetchesOf(asker)
    const exchange = createExchange({
      plan,
      clock: parts.clock,
      async send(request, how) {
        parts.door.permit(asker, targetOf(request.url))
        return sendHop(fetches.connections.agent(), request, how)
      },
    })
    return { value: { id: fetches.begin(exchange) } }
  }

  return {
    'fetch.open': (asker, [request]) => open(asker, request),
    'fetch.write': async (asker, [id], bytes) => {
      await fetchesOf(asker).get(id).write(bytesOf(bytes))
      return {}
    },
    'fetch.endBody': (asker, [id]) => {
      fetchesOf(asker).get(id).endBody()
      return {}
    },
    'fetch.response': async (asker, [id]) => {
      const fetches = fetchesOf(asker)
      const response = await endingOnFailure(fetches, id, fetches.get(id).response())
      if (response.isEmpty) fetches.end(id)
      return { value: response }
    },
    'fetch.read': async (asker, [id]) => {
      const fetches = fetchesOf(asker)
      const bytes = await endingOnFailure(fetches, id, fetches.get(id).read())
      if (bytes) return { bytes }
      fetches.end(id)
      return {}
    },
    'fetch.cancel': (asker, [id]) => {
      fetchesOf(asker).end(id)
      return {}
    },
  }
}

async function endingOnFailure<T>(fetches: Fetches, id: unknown, work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    // Busy is about a second reader, and the first goes on.
    if (!(error instanceof PowerError && error.name === 'Busy')) fetches.end(id)
    throw error
  })
}
