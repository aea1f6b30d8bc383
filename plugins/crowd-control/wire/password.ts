/** How a game wants its password. */
export const HASHES = ['none', 'SHA-256', 'SHA-512'] as const
export type Hash = (typeof HASHES)[number]

/** The password as it is sent: as it is, or its digest in hexadecimal. */
export async function hashed(password: string, hash: Hash): Promise<string> {
  if (hash === 'none') return password
  const digest = await crypto.subtle.digest(hash, new TextEncoder().encode(password))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase()
}
