import type { Permissions } from '../../../../schemas/types.ts'
import type { Call } from '../calls.ts'
import type { Serving } from '../web/serving.ts'

/** What the namespace is made of. */
export type DenoParts = {
  /** The plugin's id, for messages. */
  readonly plugin: string
  /** Rejects with Deno's own errors: see withDenoErrors. */
  readonly call: Call
  readonly errors: typeof Deno.errors
  /** A web global of the realm by its name, for example ReadableStream. */
  readonly web: <T>(name: string) => T
  /** The web's classes from a server's side. */
  readonly serving: () => Serving
  /** The granted variables that are set, as they were when the plugin was loaded. */
  readonly env: Readonly<Record<string, string>>
  /** What was granted when the plugin was loaded; the core looks again at every use. */
  readonly grants: Permissions
  readonly harden: <T>(value: T) => T
}
