import type { Principal } from '../serve.ts'
import type { Pass } from './pass.ts'

/** Who comes in with a pass. */
export function principalOf({ id, kind, role, name, overlay, expiresAt, subject }: Pass): Principal {
  return {
    ...{ id, role, name },
    kind: subject !== undefined ? 'sso' : kind === 'session' ? 'session' : 'token',
    ...(overlay !== undefined && { overlay }),
    ...(expiresAt !== undefined && { expiresAt }),
  }
}
