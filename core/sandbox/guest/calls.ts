import type { Method, Powers } from '../powers.ts'
import { MAX_QUEUED } from '../protocol.ts'
import type { ToJson } from './json.ts'
import type { Syscalls } from './syscalls.ts'

export type Answer<M extends Method> = { readonly value: Powers[M]['value']; readonly bytes?: Uint8Array }
/** Asks the core. Rejects with an Error whose name is one of POWER_ERRORS. */
export type Call = <M extends Method>(method: M, args: Powers[M]['args'], bytes?: Uint8Array) => Promise<Answer<M>>

type Waiting = {
  readonly resolve: (answer: { readonly value: unknown; readonly bytes?: Uint8Array }) => void
  readonly reject: (error: Error) => void
}

/** Questions to the core and who waits for the answers. A thread numbers its own in steps of the number of threads. */
export function createCalls({
  syscalls,
  toJson,
  first,
  step,
}: {
  readonly syscalls: Pick<Syscalls, 'call'>
  readonly toJson: ToJson
  readonly first: number
  readonly step: number
}) {
  const waiting = new Map<number, Waiting>()
  let next = first

  function ask(method: Method, args: readonly unknown[], bytes?: Uint8Array) {
    return new Promise((resolve: Waiting['resolve'], reject) => {
      if (waiting.size >= MAX_QUEUED) throw new RangeError(`More than ${MAX_QUEUED} calls wait for an answer`)
      const call = next
      const refusal = syscalls.call(call, method, toJson(args, 'The call'), bytes)
      if (refusal !== '') throw new RangeError(refusal)
      next += step
      waiting.set(call, { resolve, reject })
    })
  }

  return {
    // The core answers as the table of powers says.
    call: ask as Call,
    answer(call: number, value: string | undefined, error: string | undefined, bytes: Uint8Array | undefined) {
      const asker = waiting.get(call)
      waiting.delete(call)
      if (error !== undefined) asker?.reject(readError(error))
      else asker?.resolve({ value: value === undefined ? undefined : JSON.parse(value), ...(bytes && { bytes }) })
    },
  }
}

function readError(json: string): Error {
  const { name, message } = JSON.parse(json) as { name: string; message: string }
  return Object.defineProperty(new Error(message), 'name', { value: name, writable: true, configurable: true })
}
