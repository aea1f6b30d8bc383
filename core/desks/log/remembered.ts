import type { ServeParts } from '../../serve/serve.ts'
import type { Store } from '../../store/store.ts'

// Kept like a plugin's own data; no plugin can have these names.
const CLIENTS = '@clients'
const ANSWERS = '@idempotency'

/** What the doors remember over restarts: how far clients acknowledged, and what was answered to whom repeats a request. */
export function createRemembered({ kv, write }: Pick<Store, 'kv' | 'write'>): Pick<ServeParts, 'acked' | 'ack' | 'answers'> {
  return {
    acked(client) {
      const seqNo = kv.get(CLIENTS, client)
      return typeof seqNo === 'number' ? seqNo : undefined
    },
    ack: (client, seqNo) => kv.set(CLIENTS, client, seqNo),
    answers: {
      get: (name) => kv.get(ANSWERS, name),
      set: (name, value) => kv.set(ANSWERS, name, value),
      delete: (name) => kv.delete(ANSWERS, name),
      names: () => kv.list(ANSWERS, ''),
      flush: async () => void (await write({})),
    },
  }
}
