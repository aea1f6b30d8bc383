import type { LoginSent, Me } from '../../../../schemas/types.ts'
import type { Given } from '../host/access.ts'
import { createClient, requestName } from '../host/client.ts'

const BROWSER = 'showrunner.browser'

/** Nobody is known yet: no key, and nothing to do when the host says so. */
const client = createClient({ key: () => undefined, onStranger: () => {} })

/** What a link or a key that was pasted says. */
export function sentBy(pasted: string): LoginSent {
  const text = pasted.trim()
  const [, kind, value = ''] = /#(code|key|invite)=([\w.~-]+)/.exec(text) ?? []
  if (kind === undefined) return { key: text }
  return kind === 'key' ? { key: value } : { code: value }
}

/** What the link that the page was opened with says. */
export function sentOf({ kind, value }: Given): LoginSent {
  return kind === 'key' ? { key: value } : { code: value }
}

/** Signs this browser in and opens the page anew. Rejects with a Refusal, unless the browser is signed in already. */
export async function signIn(sent: LoginSent): Promise<void> {
  await client.post<Me>('/api/login', { ...sent, browser: browserSecret() }, { again: 'as-it-is' }).catch(async (refusal) => {
    // A link that is opened a second time by the browser that used it.
    await client.get<Me>('/api/me').catch(() => {
      throw refusal
    })
  })
  location.reload()
}

/** So that a link whose answer was lost on the way lets this browser in once more, also from another tab. */
function browserSecret(): string {
  const kept = localStorage.getItem(BROWSER) ?? requestName()
  localStorage.setItem(BROWSER, kept)
  return kept
}

/** Whether an organisation's sign-in is set up; not, when the host does not say. */
export async function hasSso(): Promise<boolean> {
  const ways = await client.get<{ readonly sso: boolean }>('/api/login').catch(() => ({ sso: false }))
  return ways.sso
}
