import type { UnifiedEvent } from '../../../schemas/types.ts'
import type { Store } from '../store.ts'
import type { Identity } from './identity.ts'
import { createSieve } from './needles.ts'
import { createScrub, type Scrub } from './scrub.ts'

type Packed = { readonly seqNo: number; readonly bytes: Uint8Array }

type Watched = { readonly upTo: number; readonly mayConcern: (bytes: Uint8Array) => boolean; readonly scrub: Scrub }

/** Erasures of this run that are watched for; the oldest are forgotten, for what waited then has gone out. */
const MAX_WATCHED = 100

/** Events that waited in memory while their viewer was erased. */
export function createUnderWay({
  store,
  decode,
}: {
  readonly store: Pick<Store, 'encode' | 'head'>
  readonly decode: (bytes: Uint8Array) => unknown
}) {
  const watched: Watched[] = []
  /** Nothing above was accepted before the last erasure. */
  let upTo = 0

  function cleaned<P extends Packed>(packed: P): P {
    let { bytes } = packed
    for (const { upTo, mayConcern, scrub } of watched) {
      if (packed.seqNo > upTo || !mayConcern(bytes)) continue
      // These bytes were packed from an event.
      const event = decode(bytes) as UnifiedEvent
      const changed = scrub.event(event)
      if (changed !== event) bytes = store.encode(changed)
    }
    return bytes === packed.bytes ? packed : { ...packed, bytes }
  }

  return {
    add(identity: Identity): void {
      upTo = store.head()
      watched.push({ upTo, mayConcern: createSieve(identity), scrub: createScrub(identity) })
      if (watched.length > MAX_WATCHED) watched.shift()
    },
    /** Events as they may go out; the very same array when nothing in it was accepted before an erasure. */
    clean<P extends Packed>(packed: readonly P[]): readonly P[] {
      return packed.some(({ seqNo }) => seqNo <= upTo) ? packed.map(cleaned) : packed
    },
  }
}
