import { HostError } from '../../base/errors.ts'
import { type ErasableStore, identify } from './erase.ts'
import { bare, createIdentity, type Identity } from './identity.ts'
import type { ViewerKey } from './key.ts'
import type { IsMeant } from './until.ts'

const MAX_LENGTH = 128

/** The viewer that is meant: a userId, or a handle with @ in front. Throws USAGE for neither. */
export function viewerOf(viewer: string): Identity {
  const text = viewer.trim()
  const identity = createIdentity('')
  if (text.replace('@', '') === '' || text.length > MAX_LENGTH || /\s/.test(text)) {
    throw new HostError('USAGE', 'A viewer is a userId, or a handle with @ in front')
  }
  if (text.startsWith('@')) identity.handles.add(bare(text))
  else identity.userIds.add(text)
  return identity
}

/** Everything the store knows of the viewer, with the pseudonym. Rejects with USAGE when several viewers had the handle. */
export async function lookUp(
  store: ErasableStore,
  { viewer, key, isMeant }: { viewer: string; key: ViewerKey; isMeant: IsMeant },
): Promise<Identity> {
  const identity = await identify(store, viewerOf(viewer), isMeant)
  if (viewer.startsWith('@') && identity.userIds.size > 1) {
    throw new HostError(
      'USAGE',
      `${identity.userIds.size} viewers had the handle ${viewer}; say which by userId: ${[...identity.userIds].join(', ')}`,
    )
  }
  const [id = `@${bare(viewer)}`] = identity.userIds
  return { ...identity, pseudonym: key.pseudonymOf(id) }
}
