import type { KeyValue } from '../sdk.ts'

/** The plugin's own secret, made when it is first asked for and then kept. */
export async function keptSecret(kv: Pick<KeyValue, 'get' | 'set'>, key = 'secret'): Promise<string> {
  const kept = await kv.get(key)
  if (typeof kept === 'string') return kept
  const secret = createSecret()
  await kv.set(key, secret)
  return secret
}

/** 256 bits, as text that any configuration file takes. */
export function createSecret(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Whether two texts are the same; takes as long for the first letter that differs as for the last. */
export function isSame(given: string, secret: string): boolean {
  let difference = given.length ^ secret.length
  for (let at = 0; at < secret.length; at += 1) difference |= given.charCodeAt(at % Math.max(1, given.length)) ^ secret.charCodeAt(at)
  return difference === 0
}
