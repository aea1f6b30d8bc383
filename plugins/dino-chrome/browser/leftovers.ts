import type { KeyValue } from '#sdk'
import { createDevTools, openSocket } from './devtools.ts'

const KEY = 'browser'
const PROFILE = 'profile-'
const WITHIN_MS = 2000
const TRIES = 20
const WAIT_MS = 100

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

/** Removes the profiles of browsers that have ended. What the last processes of one still write to is removed by the next start. */
async function removeProfiles(): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir('.')) if (isDirectory && name.startsWith(PROFILE)) await removeProfile(name)
}

async function removeProfile(name: string): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      return await Deno.remove(name, { recursive: true })
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS))
    }
  }
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
