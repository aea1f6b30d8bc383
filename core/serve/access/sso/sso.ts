import type { Logger } from '../../../base/log.ts'
import type { AccessDesk, Principal } from '../../serve.ts'
import type { Passes } from '../passes.ts'
import type { createSignIn } from '../sign-in.ts'
import { createBearer } from './bearer.ts'
import { createFlow } from './flow.ts'
import { createProvider } from './provider.ts'
import type { SsoSettings } from './settings.ts'

type Parts = {
  readonly settings: () => SsoSettings | undefined
  /** From the environment: it is never in a file of ours. */
  readonly clientSecret: string | undefined
  readonly passes: Passes
  readonly open: ReturnType<typeof createSignIn>['open']
  readonly log: Logger
}

/** The organisation's sign-in as the settings say it now; without one, nobody comes in by it. */
export function createSso({ settings, clientSecret, passes, open, log }: Parts): Pick<AccessDesk, 'sso' | 'verify'> {
  let built: ReturnType<typeof build> | undefined

  function build(of: SsoSettings) {
    const provider = createProvider(of, clientSecret)
    const { later } = passes
    return { of, flow: createFlow({ settings: of, provider, open, later, log }), bearer: createBearer({ settings: of, provider, later }) }
  }

  function current() {
    const of = settings()
    if (of === undefined) return undefined
    if (built === undefined || JSON.stringify(built.of) !== JSON.stringify(of)) built = build(of)
    return built
  }

  async function verify(jwt: string): Promise<Principal | undefined> {
    const who = await current()?.bearer(jwt)
    // What is open with it ends when it does.
    if (who?.expiresAt !== undefined) passes.watch(who.id, Date.parse(who.expiresAt))
    return who
  }

  return { sso: () => current()?.flow, verify }
}
