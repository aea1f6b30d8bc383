import type { LoginSent } from '../../../schemas/types.ts'
import type { KeyRing } from '../keys.ts'
import type { AccessDesk, Audit, Principal, SignedIn, Stranger } from '../serve.ts'
import type { Pass } from './pass.ts'
import type { Passes } from './passes.ts'
import { principalOf } from './principal.ts'
import { createSecondTries } from './second-tries.ts'
import { hashOf, newId, newSecret } from './secret.ts'

const DAY_MS = 86_400_000
const SESSION_MS = 30 * DAY_MS
/** Browsers keep none for longer. */
const LONGEST_COOKIE_MS = 400 * DAY_MS
const CODE_MS = 10 * 60_000
const HOUR_MS = 3_600_000
const FOR_LONG = { lastsMs: SESSION_MS, slidingMs: SESSION_MS }

type Parts = { readonly passes: Passes; readonly ring: KeyRing; readonly audit: Audit }

/** What a session is to be, however somebody came to it. */
export type NewSession = Pick<Pass, 'name' | 'role' | 'createdBy' | 'slidingMs' | 'through' | 'subject'> & {
  readonly lastsMs: number
  readonly how: string
}

/** Browsers that sign in, by a link that is used once or by a key, and out again. */
export function createSignIn({ passes, ring, audit }: Parts) {
  const secondTries = createSecondTries(passes.later)

  async function open(session: NewSession, peer: string): Promise<SignedIn> {
    const secret = newSecret('session')
    const { lastsMs, how, ...who } = session
    const pass: Pass = {
      ...who,
      id: newId('session'),
      kind: 'session',
      hash: hashOf(secret),
      createdAt: passes.iso(),
      expiresAt: passes.iso(passes.later() + lastsMs),
    }
    await passes.add(pass)
    const me = principalOf(pass)
    audit({ what: 'login.done', by: { ...me, peer }, detail: { how } })
    // Which the server ends; a browser is not told of each time that a use moves the end.
    const cookieMs = session.slidingMs === undefined ? lastsMs : LONGEST_COOKIE_MS
    return { me, secret, maxAgeSeconds: Math.floor(cookieMs / 1000) }
  }

  async function byLink(link: Pass, { browser, peer }: Pick<LoginSent, 'browser'> & { readonly peer: string }): Promise<SignedIn | 'used'> {
    const before = secondTries.of(link.id, browser)
    if (link.usedAt !== undefined && !before) return 'used'
    if (before?.sessionId !== undefined) {
      // Who was sent away meanwhile stays out; else nobody has the cookie of that session.
      if (!passes.get(before.sessionId)) return 'used'
      await passes.remove([before.sessionId])
    }
    if (!before) secondTries.begin(link.id, browser)
    // Before anything is waited for, so that of two who come together one is told that it was used.
    await passes.add({ ...link, usedAt: passes.iso() })
    const { name, role, createdBy, hours, through } = link
    const lasts = hours === undefined ? FOR_LONG : { lastsMs: hours * HOUR_MS }
    const signed = await open({ name, role, createdBy, how: link.kind, ...lasts, ...(through !== undefined && { through }) }, peer)
    secondTries.opened(link.id, signed.me.id)
    return signed
  }

  function byKey(key: string): NewSession | undefined {
    const role = ring.roleOf(key)
    if (role)
      return { name: `Browser with the key for ${role}`, role, createdBy: `key-${role}`, through: `key-${role}`, how: 'key', ...FOR_LONG }
    const token = passes.use(hashOf(key), 'token')
    return token && byToken(token, passes.later())
  }

  async function signIn({ code, key, browser }: LoginSent, { peer }: Stranger): Promise<SignedIn | 'wrong' | 'used'> {
    const link = code === undefined ? undefined : (passes.find(hashOf(code), 'code') ?? passes.find(hashOf(code), 'invite'))
    if (link) return byLink(link, { peer, ...(browser !== undefined && { browser }) })
    const session = key === undefined ? undefined : byKey(key)
    // Games and overlays are no browsers of people.
    return session && ['admin', 'moderator'].includes(session.role) ? open(session, peer) : 'wrong'
  }

  /** False for who shows a key, which stays one. */
  async function signOut(who: Principal): Promise<boolean> {
    const session = passes.get(who.id)
    if (session?.kind !== 'session') return false
    // Whoever signs out of the organisation's account is out everywhere.
    const same = passes.list('session').filter(({ subject }) => subject !== undefined && subject === session.subject)
    await passes.remove([session.id, ...same.map(({ id }) => id)])
    return true
  }

  return {
    open,
    signIn,
    async signOut(who, by) {
      if (await signOut(who)) audit({ what: 'login.ended', by })
    },
    async loginLink({ url }, by) {
      const secret = newSecret('code')
      const expiresAt = passes.iso(passes.later() + CODE_MS)
      await passes.add({
        ...{ id: newId('code'), kind: 'code', hash: hashOf(secret), expiresAt },
        ...{ name: 'Browser signed in with a link', role: 'admin', createdAt: passes.iso(), createdBy: by.id, through: 'key-admin' },
      })
      audit({ what: 'login.link', by })
      return { url: `${url}/#code=${secret}`, expiresAt }
    },
  } satisfies Pick<AccessDesk, 'signIn' | 'signOut' | 'loginLink'> & Record<string, unknown>
}

/** No longer than its token. */
function byToken({ id, name, role, expiresAt }: Pass, now: number): NewSession {
  const lasts = expiresAt === undefined ? FOR_LONG : { lastsMs: Math.min(SESSION_MS, Date.parse(expiresAt) - now) }
  return { name, role, createdBy: id, through: id, how: 'token', ...lasts }
}
