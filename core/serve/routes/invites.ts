import type { InviteSent } from '../../../schemas/types.ts'
import { ref } from '../describe/ref.ts'
import { toldOnce } from '../idempotency.ts'
import type { AccessParts } from './access.ts'
import { byOf } from './by.ts'
import { ADMIN } from './roles.ts'
import type { Route } from './route.ts'

const AREA = 'access'

/** Invitations of people who help with a live. */
export function inviteRoutes({ access, siteOf }: Pick<AccessParts, 'access' | 'siteOf'>): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/api/invites',
      allow: ADMIN,
      operation: {
        ...{ id: 'listInvites', tag: 'access', summary: 'Invitations that nobody has used, and whether other machines reach this host.' },
        answer: { schema: ref(AREA, 'InviteList') },
      },
      handle: (context) => context.json({ invites: access.invites(), reach: siteOf(context).reach }),
    },
    {
      method: 'POST',
      path: '/api/invites',
      allow: ADMIN,
      operation: {
        ...{ id: 'createInvite', tag: 'access', summary: 'A link for one phone, with a QR code to show it; both are told only now.' },
        body: ref(AREA, 'InviteSent'),
        answer: { status: 201, schema: ref(AREA, 'InviteMade') },
      },
      async handle(context) {
        const sent = context.get('body') as InviteSent // Proved by the schema.
        return toldOnce(context.json(await access.createInvite(sent, { site: siteOf(context), by: byOf(context) }), 201))
      },
    },
    {
      method: 'DELETE',
      path: '/api/invites/:id',
      allow: ADMIN,
      operation: { id: 'revokeInvite', tag: 'access', summary: 'Takes an invitation back.', answer: { status: 204 } },
      handle: async (context) => (await access.revokeInvite(context.req.param('id') ?? '', byOf(context))) && context.body(null, 204),
    },
  ]
}
