import type { TokenMade, TokenView } from '../../../schemas/types.ts'
import { HostError } from '../../base/errors.ts'
import type { KeyRing } from '../keys.ts'
import type { AccessDesk, Audit, Role } from '../serve.ts'
import type { Pass } from './pass.ts'
import type { Passes } from './passes.ts'
import { principalOf } from './principal.ts'
import { hashOf, newId, newSecret } from './secret.ts'

const HOUR_MS = 3_600_000

type Parts = {
  readonly passes: Passes
  readonly ring: KeyRing
  readonly audit: Audit
  readonly keyUsedAt: (role: Role) => number | undefined
}

/** The keys of this machine as tokens: they cannot be taken away, only made anew. */
const KEY_IDS = {
  'key-admin': 'admin',
  'key-moderator': 'moderator',
  'key-game': 'game',
  'key-overlay': 'overlay',
} as const satisfies Record<string, Role>

/** Tokens: made, listed, made anew and revoked. Sessions of browsers are among them. */
export function createTokens({
  passes,
  ring,
  audit,
  keyUsedAt,
}: Parts): Pick<AccessDesk, 'tokens' | 'createToken' | 'rotateToken' | 'revokeToken'> {
  /** Browsers that came in with it: whoever takes it away means them too. */
  const sessionsOf = (id: string) => passes.list('session').flatMap((session) => (session.through === id ? session.id : []))
  const isListed = ({ kind }: Pass) => kind === 'token' || kind === 'session'

  return {
    tokens: () => [...Object.entries(KEY_IDS).map(keyView), ...[...passes.list('token'), ...passes.list('session')].map(viewOf)],
    async createToken({ name, role, overlay, expiresInHours }, by) {
      if (overlay !== undefined && role !== 'overlay') throw new HostError('USAGE', 'Only a token of the role overlay is for one overlay')
      const key = newSecret('sr')
      const pass = await passes.add({
        id: newId('token'),
        kind: 'token',
        hash: hashOf(key),
        ...{ name, role },
        ...(overlay !== undefined && { overlay }),
        createdAt: passes.iso(),
        createdBy: by.id,
        ...(expiresInHours !== undefined && { expiresAt: passes.iso(passes.later() + expiresInHours * HOUR_MS) }),
      })
      audit({ what: 'token.created', by, detail: { token: pass.id, name, role, ...(overlay !== undefined && { overlay }) } })
      return { token: viewOf(pass), key }
    },
    async rotateToken(id, by) {
      const made = isKeyId(id) ? await rotateKey(id) : await rotatePass(id)
      if (made) await passes.remove(sessionsOf(id).filter((session) => session !== by.id))
      if (made) audit({ what: 'token.rotated', by, detail: { token: id } })
      return made
    },
    async revokeToken(id, by) {
      if (isKeyId(id)) throw new HostError('USAGE', 'A key of this machine cannot be revoked; rotate it instead', { token: id })
      const pass = passes.get(id)
      if (!pass || !isListed(pass)) return undefined
      await passes.remove([id, ...sessionsOf(id)])
      audit({ what: 'token.revoked', by, detail: { token: id, name: pass.name, role: pass.role } })
      return true
    },
  }

  function keyView([id, role]: readonly [string, Role]): TokenView {
    const usedAt = keyUsedAt(role)
    return {
      id,
      kind: 'key',
      name: keyNameOf(role),
      role,
      createdBy: 'host',
      ...(usedAt !== undefined && { lastUsedAt: passes.iso(usedAt) }),
    }
  }

  async function rotateKey(id: keyof typeof KEY_IDS): Promise<TokenMade> {
    const key = await ring.rotate(KEY_IDS[id])
    passes.tellGone(id)
    return { token: keyView([id, KEY_IDS[id]]), key }
  }

  async function rotatePass(id: string): Promise<TokenMade | undefined> {
    const pass = passes.get(id)
    if (pass?.kind !== 'token') return undefined
    const key = newSecret('sr')
    const rotated = { ...pass, hash: hashOf(key) }
    await passes.replace(rotated)
    return { token: viewOf(rotated), key }
  }
}

function isKeyId(id: string): id is keyof typeof KEY_IDS {
  return Object.hasOwn(KEY_IDS, id)
}

/** What a key of this machine is called. */
export function keyNameOf(role: Role): string {
  return `The ${role}’s key`
}

function viewOf(pass: Pass): TokenView {
  const { createdAt, createdBy, lastUsedAt } = pass
  return { ...principalOf(pass), createdAt, createdBy, ...(lastUsedAt !== undefined && { lastUsedAt }) }
}
