import type { Call } from '../../../../core/sandbox/guest/calls.ts'
import { createDeno } from '../../../../core/sandbox/guest/deno/deno.ts'
import { createErrors, withDenoErrors } from '../../../../core/sandbox/guest/deno/errors.ts'
import type { DenoParts } from '../../../../core/sandbox/guest/deno/parts.ts'
import type { Method } from '../../../../core/sandbox/powers.ts'

export type Asked = { readonly method: Method; readonly args: readonly unknown[]; readonly bytes?: Uint8Array }
type Reply = (asked: Asked) => unknown

/** A namespace whose core answers by this table, and what was asked. A reply that is a Uint8Array comes as bytes, an Error rejects. */
export function createDenoUnderTest(replies: { readonly [M in Method]?: Reply }, parts: Partial<DenoParts> = {}) {
  const asked: Asked[] = []
  const call = (async (method: Method, args: readonly unknown[], bytes?: Uint8Array) => {
    const question = { method, args, ...(bytes && { bytes }) }
    asked.push(question)
    const reply = await replies[method]?.(question)
    if (reply instanceof Error) throw reply
    return reply instanceof Uint8Array ? { value: undefined, bytes: reply } : { value: reply }
    // The replies are the test's own.
  }) as Call
  const web = <T>(name: string): T => Reflect.get(globalThis, name)
  const errors = createErrors()
  const namespace = createDeno({
    plugin: 'stranger',
    call: withDenoErrors(call, { errors, web }),
    errors,
    web,
    serving() {
      throw new Error('These tests serve nothing')
    },
    env: {},
    grants: {},
    harden: Object.freeze,
    ...parts,
  })
  return { namespace, asked, methods: () => asked.map(({ method }) => method) }
}

/** An error as the core answers with. */
export function powerError(name: string, message = 'said'): Error {
  return Object.assign(new Error(message), { name })
}
