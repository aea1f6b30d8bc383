import type { KeyValue } from '#sdk'
import { SERVICES, type ServiceName } from './services/services.ts'
import type { WhoIsAsked } from './who-is-asked.ts'

/** Where each key was first sent: a mark of the key, which does not tell it, and the origin. */
type Homes = Partial<Record<ServiceName, { readonly mark: string; readonly origin: string }>>

const KEPT = 'key-homes'

/**
 * Leaves out services whose address was changed while their key was not: whoever may change an address is not to learn a key by it. A key that was deleted
 * and entered again belongs to the address of then.
 */
export async function keepKeysAtHome<T extends WhoIsAsked>(settings: T, kv: Pick<KeyValue, 'get' | 'set'>): Promise<T> {
  const before = Object(await kv.get(KEPT)) as Homes
  const now: Homes = {}
  const moved: ServiceName[] = []
  for (const name of settings.ready) {
    const { url, key } = settings.access[name]
    if (key === '') continue
    const here = { mark: await markOf(key), origin: new URL(url).origin }
    const home = before[name]?.mark === here.mark ? before[name] : here
    now[name] = home
    if (home.origin !== here.origin) moved.push(name)
  }
  if (JSON.stringify(now) !== JSON.stringify(before)) await kv.set(KEPT, now)
  return moved.length === 0 ? settings : without(settings, moved)
}

function without<T extends WhoIsAsked>(settings: T, moved: readonly ServiceName[]): T {
  const stays = (name: ServiceName) => !moved.includes(name)
  const titles = moved.map((name) => SERVICES[name].title).join(' and ')
  const problem = `${titles} is not asked: the address was changed and the key was not; delete the key in the settings of AI chat, save, and enter it again`
  return { ...settings, services: settings.services.filter(stays), ready: settings.ready.filter(stays), problem }
}

async function markOf(key: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`ai-chat ${key}`))
  return [...new Uint8Array(digest).subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
