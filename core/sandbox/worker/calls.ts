import type { Method } from '../powers.ts'
import { MAX_QUEUED, type Reply } from '../protocol.ts'
import { toJson } from './json.ts'
import type { Outbox } from './outbox.ts'

export type Calls = {
  /** Asks the core, and answers what it answers. */
  call(method: Method, args: readonly unknown[]): Promise<unknown>
  answer(reply: Reply): void
}

type Waiting = { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void }

/** Questions to the core and who waits for the answers. */
export function createCalls(outbox: Outbox, numbering: { readonly first: number; readonly step: number }): Calls {
  const waiting = new Map<number, Waiting>()
  let next = numbering.first

  return {
    call: (method, args) =>
      new Promise((resolve, reject) => {
        if (waiting.size >= MAX_QUEUED) throw new RangeError(`More than ${MAX_QUEUED} calls wait for an answer`)
        const json = toJson(args, 'The call')
        const call = next
        outbox.post({ kind: 'call', call, method, args: json }, json.length)
        next += numbering.step
        waiting.set(call, { resolve, reject })
      }),
    answer({ call, value, error }) {
      const asker = waiting.get(call)
      waiting.delete(call)
      if (error === undefined) asker?.resolve(value === undefined ? undefined : JSON.parse(value))
      else asker?.reject(Object.assign(new Error(error.message), { name: error.name }))
    },
  }
}
