const encoder = new TextEncoder()

/** HMAC-SHA256. */
export async function hmac(key: Uint8Array<ArrayBuffer>, text: string): Promise<Uint8Array> {
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, encoder.encode(text)))
}

/** The three headers of https://www.standardwebhooks.com: the time is that of the try, in seconds, and each secret signs. */
export async function signed(
  { id, body, now }: { readonly id: string; readonly body: string; readonly now: number },
  secrets: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const timestamp = String(Math.floor(now / 1000))
  const one = async (secret: string) => `v1,${base64(await hmac(keyOf(secret), `${id}.${timestamp}.${body}`))}`
  const signatures = await Promise.all(secrets.map(one))
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    ...(signatures.length > 0 && { 'webhook-signature': signatures.join(' ') }),
  }
}

/** Whether it is `whsec_` and the base64 of 24 to 64 bytes. */
export function isSigningSecret(secret: string): boolean {
  if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(secret)) return false
  try {
    const { length } = keyOf(secret)
    return length >= 24 && length <= 64
  } catch {
    return false
  }
}

const keyOf = (secret: string) => Uint8Array.from(atob(secret.slice('whsec_'.length)), (char) => char.charCodeAt(0))
const base64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes))
