import type { DenoParts } from './parts.ts'

/** Takes a path as Deno does: text as it is, or a URL with the scheme file. Throws TypeError. */
export function createPaths({ web }: Pick<DenoParts, 'web'>) {
  return (path: unknown): string => {
    const text = typeof path === 'string' ? path : fromUrl(path, web<typeof URL>('URL'))
    if (text === '') throw new Error('A path must not be empty')
    if (text.includes('\0')) throw new TypeError('A path must not have a NUL byte in it')
    return text
  }
}

function fromUrl(path: unknown, Url: typeof URL): string {
  if (!(path instanceof Url)) throw new TypeError('A path is text or a URL with the scheme "file:"')
  const { href } = path
  const { protocol, hostname, pathname } = new Url(String(href))
  if (protocol !== 'file:') throw new TypeError(`A path must be a URL with the scheme "file:", not "${protocol}"`)
  if (hostname !== '') throw new TypeError('The URL of a file must not name a host')
  return decodeURIComponent(pathname.replaceAll(/%(?![0-9A-Fa-f]{2})/g, '%25'))
}
