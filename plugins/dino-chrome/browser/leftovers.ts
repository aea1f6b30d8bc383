import type { KeyValue } from '#sdk'
import { createDevTools, openSocket } from './devtools.ts'

const KEY = 'browser'
const PROFILE = 'profile-'
const WITHIN_MS = 2000

/** A folder for a profile that nobody has used. */
export const newProfile = () => `${PROFILE}${crypto.randomUUID()}`

/** Remembers the address of a browser, whose last part nobody can guess: what answers there later is that one. */
export const remember = (kv: KeyValue, url: string) => kv.set(KEY, url)

/** Ends the browser that a host which was killed left running, and removes the profiles of all that were. */
export async function removeLeftovers(kv: KeyValue): Promise<void> {
  const url = await kv.get(KEY)
  if (typeof url === 'string') await closeBrowser(url)
  await kv.delete(KEY)
  await removeProfiles()
}

/** What cannot be removed now, since a file of it is still open, is removed by the next start. */
export async function removeProfiles(): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir('.'))
    if (isDirectory && name.startsWith(PROFILE)) await Deno.remove(name, { recursive: true }).catch(() => {})
}

async function closeBrowser(url: string): Promise<void> {
  try {
    const devtools = createDevTools(await openSocket(url, AbortSignal.timeout(WITHIN_MS)))
    await devtools.browser('Browser.close', {}, WITHIN_MS)
    devtools.close()
  } catch {
    // It has ended, as it should have.
  }
}
