import type { Stranger } from '../serve.ts'

/** Somebody at this address who has shown nothing that lets them in. */
export function strangerAt(peer: string | undefined): Stranger {
  return { id: 'none', name: '', role: 'none', peer: peer ?? '' }
}
