import type { Method, Powers } from '../../powers.ts'
import type { Syscalls } from '../syscalls.ts'

/** Asks the core. Rejects with an Error whose name is one of POWER_ERRORS. */
export type Call = <M extends Method>(
  method: M,
  args: Powers[M]['args'],
  bytes?: Uint8Array,
) => Promise<{ readonly value: Powers[M]['value']; readonly bytes?: Uint8Array }>

/** Takes what was thrown where nobody catches. */
export type Uncaught = (error: unknown) => void

/** What the web globals are built on. */
export type WebParts = {
  readonly syscalls: Syscalls
  readonly call: Call
  readonly uncaught: Uncaught
  /** Shown in navigator.userAgent and sent with requests. */
  readonly version?: string
  /** Where an error came from, where its own `stack` does not say it. */
  readonly placesOf?: (error: Error) => readonly string[]
}
