import type { Peers } from '../peers.ts'
import type { Settings } from '../settings.ts'

/** What a door is made of. Games that come through it join `peers`; what they say goes to `hear`. */
export type DoorParts = { readonly settings: Settings; readonly peers: Peers; readonly hear: (text: string) => void }

/** What core/kit/link opens: resolves with what closes it again. */
export type Open = (parts: { readonly signal: AbortSignal; readonly lost: (why: string) => void }) => Promise<() => void>

export type Door = (parts: DoorParts) => Open
