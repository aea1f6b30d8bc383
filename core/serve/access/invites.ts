import type { InviteView } from '../../../schemas/types.ts'
import type { AccessDesk, Audit } from '../serve.ts'
import type { Pass } from './pass.ts'
import type { Passes } from './passes.ts'
import { drawQr } from './qr.ts'
import { hashOf, newId, newSecret } from './secret.ts'

const HOURS = 24
const LINK_MS = 24 * 3_600_000

/** Invitations: a link, used once, that signs a phone in for some hours. It can be opened within a day. */
export function createInvites({
  passes,
  audit,
}: {
  readonly passes: Passes
  readonly audit: Audit
}): Pick<AccessDesk, 'invites' | 'createInvite' | 'revokeInvite'> {
  return {
    invites: () =>
      passes
        .list('invite')
        .filter(({ usedAt }) => usedAt === undefined)
        .map(viewOf),
    async createInvite({ name, role = 'moderator', hours = HOURS }, { site, by }) {
      const secret = newSecret('invite')
      const invite = await passes.add({
        ...{ id: newId('invite'), kind: 'invite', hash: hashOf(secret), name, role, hours },
        ...{ createdAt: passes.iso(), createdBy: by.id, expiresAt: passes.iso(passes.later() + LINK_MS) },
      })
      audit({ what: 'invite.created', by, detail: { invite: invite.id, name, role, hours } })
      const url = `${site.url}/#invite=${secret}`
      return { invite: viewOf(invite), url, qr: drawQr(url), reach: site.reach }
    },
    async revokeInvite(id, by) {
      if (passes.get(id)?.kind !== 'invite') return undefined
      await passes.remove([id])
      audit({ what: 'invite.revoked', by, detail: { invite: id } })
      return true
    },
  }
}

function viewOf({ id, name, role, hours = HOURS, createdAt, createdBy, expiresAt = createdAt }: Pass): InviteView {
  return { id, name, role, hours, createdAt, createdBy, expiresAt }
}
