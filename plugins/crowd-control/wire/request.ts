import { REQUEST } from './numbers.ts'

/** An effect that is wanted. Fields that are left out are not sent. */
export type Wanted = {
  readonly code: string
  /** What is shown in the game. */
  readonly viewer: string
  readonly viewers?: readonly { readonly service: string; readonly id: string; readonly name: string; readonly avatar: string }[]
  readonly cost?: number
  readonly durationMs?: number
  readonly quantity?: number
  readonly parameters?: unknown
}

/** One message as it goes over the wire: JSON, which has no zero byte in it whatever a viewer is called, and the zero byte that ends it. */
const encode = (message: object) => new TextEncoder().encode(`${JSON.stringify(message)}\0`)

export function effectMessage(id: number, type: 'start' | 'stop', { durationMs: duration, ...wanted }: Wanted): Uint8Array {
  return encode({ id, ...wanted, duration, type: REQUEST[type] })
}

export const loginMessage = (id: number, password: string): Uint8Array => encode({ id, message: password, type: REQUEST.login })
