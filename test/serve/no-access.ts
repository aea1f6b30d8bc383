import type { AccessDesk, AuditDesk, Role } from '../../core/serve/serve.ts'

/** Who may come in: by one key of each role, and a game by any token `sr_…`, which is another's each. */
export function accessOf(keys: Readonly<Partial<Record<Role, string>>>): AccessDesk {
  const roles = new Map(Object.entries(keys).map(([role, key]) => [key, role as Role]))
  const none = () => Promise.reject(new TypeError('Nobody is signed in here'))
  return {
    identify({ text }) {
      if (text.startsWith('sr_')) return { id: `token-${text}`, role: 'game', name: text, kind: 'token' }
      const role = roles.get(text)
      return role && { id: `key-${role}`, role, name: role, kind: 'key' }
    },
    verify: async () => undefined,
    onGone: () => () => {},
    async signIn({ key = '' }) {
      const role = roles.get(key)
      return role ? { me: { id: `key-${role}`, role, name: role, kind: 'session' }, secret: key, maxAgeSeconds: 60 } : 'wrong'
    },
    signOut: async () => {},
    loginLink: none,
    tokens: () => [],
    createToken: none,
    rotateToken: async () => undefined,
    revokeToken: async () => undefined,
    invites: () => [],
    createInvite: none,
    revokeInvite: async () => undefined,
    sso: () => undefined,
  }
}

/** Nothing is written down. */
export const NO_AUDIT: AuditDesk = { note: () => {}, list: async () => ({ entries: [], intact: true }) }
