import type { Answer } from './power.ts'

/** Carries out what plugins ask for, after a look at what they were granted. */
export type Broker = {
  /** Rejects with PowerError. */
  call(from: { readonly plugin: string; readonly generation: number }, method: string, args: unknown, bytes?: Uint8Array): Promise<Answer>
  /** Ends all that a generation holds open. */
  release(from: { readonly plugin: string; readonly generation: number }): void
  /**
   * Whether the plugin may emit an event of this type, whatever that is: what counts as money or as a rank takes a grant. Uses and refusals are counted,
   * and the first refusal is logged.
   */
  mayEmit(plugin: string, eventType: unknown): boolean
  /** What each plugin's powers were really used for, newest use first. */
  usage(plugin: string): readonly Usage[]
  /** The granted variables that are set, for a plugin that is being loaded. */
  environmentFor(plugin: string): Readonly<Record<string, string>>
}

/** One host, path, variable, command or action that a plugin used, or was refused; `<folder>/*` for many files that it used there. */
export type Usage = {
  readonly power: 'net' | 'listen' | 'read' | 'write' | 'env' | 'run' | 'actions' | 'events' | 'emit'
  readonly what: string
  readonly count: number
  readonly denied: number
  /** Milliseconds since 1970. */
  readonly lastAt: number
}
