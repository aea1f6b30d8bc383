import { headersOf, type RequestHead } from '../head.ts'

/** Cookies of one machine are shared by all its ports: the name says which it is for. */
export function cookieNameOf(port: number): string {
  return `showrunner-${port}`
}

/** What a cookie of this name says, where it is said once. */
export function cookieOf(head: RequestHead, name: string): string | undefined {
  const pairs = headersOf(head, 'cookie').flatMap((header) => header.split(';').map((pair) => pair.trim()))
  const values = pairs.filter((pair) => pair.startsWith(`${name}=`)).map((pair) => pair.slice(name.length + 1))
  return values.length === 1 ? values[0] : undefined
}

/** Not for scripts, and not for what other sites do. `lax` is sent along when another site sends the browser here. */
export function cookieLine(
  name: string,
  value: string,
  { maxAgeSeconds, isHttps, lax = false }: { readonly maxAgeSeconds: number; readonly isHttps: boolean; readonly lax?: boolean },
): string {
  return `${name}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=${lax ? 'Lax' : 'Strict'}${isHttps ? '; Secure' : ''}`
}
