import { PermanentError, RetryError } from '#sdk/failures'
import type { GameMessage } from './message.ts'

/** A message on its way: for people and logs by its id only. One that must arrive is not sent before this computer's system has it, since a crash would take it. */
export type Parcel = { readonly message: GameMessage; readonly text: string; readonly signal: AbortSignal; readonly mustArrive: boolean }

/** How long a game may read nothing while something that must arrive waits for it; then it is cut. */
export const TAKEN_WITHIN_MS = 5000
export const HUNG_UP = 'The game hung up'
export const NOT_READ = 'The game does not read what it gets'

/** A game that is connected, whichever way. */
export type Peer = {
  /** Rejects as core/kit/failures says; a way that cannot tell just takes it. */
  readonly send: (parcel: Parcel) => void | Promise<void>
  readonly close: () => void
}

export type Peers = ReturnType<typeof createPeers>

const MOST = 16

/** The games that are there now, at most 16; each gets every message. */
export function createPeers(onChange = () => {}) {
  const peers = new Set<Peer>()
  const waiting = new Set<() => void>()

  /** Answers what is called when the game goes; undefined when there are too many. */
  function join(peer: Peer): (() => void) | undefined {
    if (peers.size >= MOST) return undefined
    peers.add(peer)
    onChange()
    for (const look of [...waiting]) look()
    return () => void (peers.delete(peer) && onChange())
  }

  /** Resolves when a game is there; of those that wait, who came first is first. */
  function ready(delivery: AbortSignal, waitMs: number): Promise<void> {
    if (peers.size > 0) return Promise.resolve()
    const signal = AbortSignal.any([delivery, AbortSignal.timeout(waitMs)])
    return new Promise((resolve, reject) => {
      const over = (then: () => void) => {
        waiting.delete(look)
        signal.removeEventListener('abort', give)
        then()
      }
      const look = () => over(resolve)
      const give = () => over(() => reject(delivery.aborted ? new RetryError(NOBODY) : new PermanentError(NOBODY)))
      waiting.add(look)
      signal.addEventListener('abort', give)
      if (signal.aborted) give()
    })
  }

  return {
    join,
    ready,
    size: () => peers.size,
    /** Rejects with RetryError when the last game just left. */
    async send(parcel: Parcel): Promise<void> {
      if (peers.size === 0) throw new RetryError(NOBODY)
      await Promise.all([...peers].map((peer) => peer.send(parcel)))
    },
    closeAll() {
      for (const peer of [...peers]) peer.close()
    },
  }
}

const NOBODY = 'No game is connected; start it, then try this again from the dead letters'
