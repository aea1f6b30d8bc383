import { join } from 'node:path'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import type { KeyRing } from '../keys.ts'
import type { AccessDesk, Audit, Role } from '../serve.ts'
import { createInvites } from './invites.ts'
import { openPasses } from './passes.ts'
import { principalOf } from './principal.ts'
import { hashOf } from './secret.ts'
import { createSignIn } from './sign-in.ts'
import type { SsoSettings } from './sso/settings.ts'
import { createSso } from './sso/sso.ts'
import { createTokens, keyNameOf } from './tokens.ts'

type Parts = {
  readonly dataDir: string
  readonly ring: KeyRing
  readonly audit: Audit
  /** The organisation's sign-in, while the settings name one, and what we show it. */
  readonly sso?: { readonly settings: () => SsoSettings | undefined; readonly clientSecret: string | undefined }
  readonly clock: Clock
  readonly log: Logger
}

const NO_SSO = { settings: () => undefined, clientSecret: undefined }

/** Who may come in: the keys of this machine, and what data/tokens.json keeps. Rejects with SETTINGS_INVALID or DATA_UNREADABLE. */
export async function openAccess({
  dataDir,
  ring,
  audit,
  sso = NO_SSO,
  clock,
  log,
}: Parts): Promise<AccessDesk & { stop(): Promise<void> }> {
  const passes = await openPasses({ file: join(dataDir, 'tokens.json'), clock, log })
  /** When each key of this machine was shown last, since the start. */
  const keysUsed = new Map<Role, number>()
  const { open, ...signIn } = createSignIn({ passes, ring, audit })

  return {
    identify({ kind, text }) {
      const role = kind === 'key' ? ring.roleOf(text) : undefined
      if (role) {
        keysUsed.set(role, passes.later())
        return { id: `key-${role}`, role, name: keyNameOf(role), kind: 'key' }
      }
      const pass = passes.use(hashOf(text), kind === 'key' ? 'token' : 'session')
      return pass && principalOf(pass)
    },
    onGone: passes.onGone,
    ...signIn,
    ...createTokens({ passes, ring, audit, keyUsedAt: (role) => keysUsed.get(role) }),
    ...createInvites({ passes, audit }),
    ...createSso({ ...sso, passes, open, log }),
    stop: passes.stop,
  }
}
