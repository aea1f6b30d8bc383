import type { Permissions } from '../../../schemas/types.ts'
import type { Method, PowerErrorName } from '../powers.ts'

/** Why a power did not do what it was asked for; both parts go to the plugin. */
export class PowerError extends Error {
  override readonly name: PowerErrorName

  constructor(name: PowerErrorName, message: string) {
    super(message)
    this.name = name
  }
}

/**
 * What a plugin may use. `typed` are addresses that its operator wrote into its settings or the environment, as host:port: they are open also
 * where they are private. `typedPublic` are open only where they are on the internet.
 */
export type Grants = Permissions & { readonly typed?: readonly string[]; readonly typedPublic?: readonly string[] }

/** One generation of a plugin, as the broker knows it. */
export type Asker = {
  readonly plugin: string
  /** As they are at this moment; never to be kept. */
  readonly grants: () => Grants
  /** Its own data folder, absolute; made when something is first written there. */
  readonly folder: string
  /** Where the packages lie that an operator added to it, absolute: `$PACKAGES` in paths. */
  readonly packages: string
  readonly handles: Handles
  /** Notes that a power was really used, for example `net`, `api.example.com:443`. */
  readonly used: (power: Exclude<keyof Permissions, 'wasm' | 'intercept'>, what: string) => void
}

/** What one generation holds open. */
export type Handles = {
  /** Throws PowerError Busy when it holds as much as it may. `close` is called once, at `close(id)` or when the generation ends. */
  open(resource: unknown, close: () => void): number
  /** The same for what came from outside and counts in a limit of its own. */
  admit(resource: unknown, close: () => void): number
  /** Throws PowerError BadResource when nothing of this kind is open under the number. */
  get<T>(id: unknown, kind: new (...args: never[]) => T): T
  /** Does nothing when it is not open. */
  close(id: unknown): void
  closeAll(): void
}

export type Answer = { readonly value?: unknown; readonly bytes?: Uint8Array }

/** Answers one method. The arguments are a stranger's: anything that JSON can say. Throws PowerError. */
export type Power = (asker: Asker, args: readonly unknown[], bytes: Uint8Array | undefined) => Answer | Promise<Answer>

/** Some of the methods, by one part of the broker. */
export type PowerTable = { readonly [M in Method]?: Power }

/** Every method of a kind, so that none is forgotten: PowersOf<'file'> has file.open and all others. */
export type PowersOf<K extends string> = { readonly [M in Extract<Method, `${K}.${string}`>]: Power }
