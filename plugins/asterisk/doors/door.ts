import type { LinkState } from '#sdk/link'

/** A server of others beside which the calls are made, and without which they are made as well. */
export type Door = {
  start(): void
  stop(): void
  /** Resolves once it is connected, and rejects when that was refused or the signal came first. */
  ready(signal: AbortSignal): Promise<unknown>
  /** Something changed. */
  look(): void
  view(): DoorView
}

/** For people. `address` is without user and password, and null where it is none; `problem` is null while it is connected. */
export type DoorView = { readonly address: string | null; readonly problem: string | null }

export const problemOf = ({ state, detail }: LinkState, server: string) =>
  state === 'open' ? null : (detail ?? `${server} was not reached yet`)
