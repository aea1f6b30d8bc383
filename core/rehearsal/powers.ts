import type { Permissions } from '../../schemas/types.ts'
import { createKvCalls } from '../sandbox/broker/kv.ts'
import { PowerError } from '../sandbox/broker/power.ts'
import type { SandboxEvents } from '../sandbox/sandbox.ts'
import type { Store } from '../store/store.ts'

type Parts = { readonly store: Store; readonly dataDir: string; readonly grants: Permissions }

/** What answers a rehearsed plugin's calls: the real broker, with storage of its own that goes with the rehearsal. */
export function createPowers({ store }: Parts): Pick<SandboxEvents, 'call' | 'released'> {
  const kv = createKvCalls(store.kv)
  return {
    async call({ plugin }, method, args) {
      const answer = kv[method]
      if (!answer) throw new PowerError('NotCapable', `${method} is not there in a rehearsal`)
      return { value: answer(plugin, args as readonly unknown[]) }
    },
    released: () => {},
  }
}
