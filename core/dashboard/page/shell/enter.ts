import type { Me } from '../../../../schemas/types.ts'
import { forgetKey, type Given, keepKey, keptKey, takeGiven } from '../host/access.ts'
import { createClient } from '../host/client.ts'
import { Refusal } from '../host/refusal.ts'

const AGAIN_MS = 1000

/** Who this is; or that nobody is known yet, with what the link brought. */
export type Entry = { readonly me: Me } | { readonly given: Given | undefined }

/**
 * Finds out who this page belongs to: by the key of its link, by that of the tab, or by the cookie of the browser. `onSilence` is called when nobody
 * answers; it is asked again until somebody does.
 */
export async function enter(onSilence: () => void): Promise<Entry> {
  const given = takeGiven()
  if (given && given.kind !== 'key') return { given }
  if (given) keepKey(given.value)
  const me = await whoAmI(onSilence)
  if (me) return { me }
  forgetKey()
  return { given: undefined }
}

async function whoAmI(onSilence: () => void): Promise<Me | undefined> {
  const client = createClient({ key: keptKey, onStranger: () => {} })
  for (;;) {
    const answer = await client.get<Me>('/api/me').catch((error: Refusal) => error)
    if (!(answer instanceof Refusal)) return answer
    if (answer.status === 401 || answer.status === 403) return undefined
    onSilence()
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
  }
}
