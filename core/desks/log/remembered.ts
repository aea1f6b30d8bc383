import { largestShare } from '../../base/largest-share.ts'
import type { ServeParts } from '../../serve/serve.ts'
import type { Store } from '../../store/store.ts'

// Kept like a plugin's own data; no plugin can have these names.
const CLIENTS = '@clients'
const ANSWERS = '@idempotency'

/** Some games take a new name at each launch. */
const MAX_CLIENTS = 1_000

/**
 * What the doors remember over restarts: how far clients acknowledged, and what was answered to whom repeats a request. Of 1,000 clients the one that is
 * furthest behind is forgotten for a new one, of whichever token has the most.
 */
export function createRemembered({ kv, write }: Pick<Store, 'kv' | 'write'>): Pick<ServeParts, 'acked' | 'ack' | 'answers'> {
  function acked(client: string): number | undefined {
    const seqNo = kv.get(CLIENTS, client)
    return typeof seqNo === 'number' ? seqNo : undefined
  }

  function makeRoom(): void {
    const names = kv.list(CLIENTS, '')
    if (names.length < MAX_CLIENTS) return
    const share = largestShare(names, ownerOf).map((name) => ({ name, seqNo: acked(name) ?? 0 }))
    const furthestBehind = share.sort((one, other) => one.seqNo - other.seqNo).slice(0, names.length - MAX_CLIENTS + 1)
    for (const { name } of furthestBehind) kv.delete(CLIENTS, name)
  }

  return {
    acked,
    ack(client, seqNo) {
      if (acked(client) === undefined) makeRoom()
      kv.set(CLIENTS, client, seqNo)
    },
    answers: {
      get: (name) => kv.get(ANSWERS, name),
      set: (name, value) => kv.set(ANSWERS, name, value),
      delete: (name) => kv.delete(ANSWERS, name),
      names: () => kv.list(ANSWERS, ''),
      flush: async () => void (await write({})),
    },
  }
}

/** Names of clients by a token begin with its id; all by keys of this machine have one owner. */
function ownerOf(client: string): string {
  return client.slice(0, client.indexOf('/') + 1)
}
