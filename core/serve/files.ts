import { realpath, stat } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { dirname, extname, join, relative, sep } from 'node:path'
import { openBody } from './file-body.ts'

const TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.jpg', 'image/jpeg'],
  ['.jpeg', 'image/jpeg'],
  ['.gif', 'image/gif'],
  ['.webp', 'image/webp'],
  ['.avif', 'image/avif'],
  ['.ico', 'image/x-icon'],
  ['.woff2', 'font/woff2'],
  ['.woff', 'font/woff'],
  ['.ttf', 'font/ttf'],
  ['.mp3', 'audio/mpeg'],
  ['.ogg', 'audio/ogg'],
  ['.wav', 'audio/wav'],
  ['.m4a', 'audio/mp4'],
  ['.mp4', 'video/mp4'],
  ['.webm', 'video/webm'],
])

/** A request for one file. `file` is a path that the guard let through. */
export type FileRequest = {
  readonly folder: string
  readonly file: string
  readonly method: string
  readonly ifNoneMatch: string | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly outgoing: ServerResponse
}

/** Answers a file of a folder of pages, or nothing: kinds not listed above, dotfiles, packages, and links that lead out are not there, nor a folder that is such a link itself. */
export async function answerFile({
  folder,
  file,
  method,
  ifNoneMatch,
  headers: given,
  outgoing,
}: FileRequest): Promise<Response | undefined> {
  const found = await findFile(folder, file)
  if (!found) return undefined
  // Always asked for again, so that OBS shows the page as it is now.
  const headers = { 'cache-control': 'no-cache', etag: found.etag, ...given }
  if (ifNoneMatch === found.etag) return new Response(null, { status: 304, headers })
  const described = { ...headers, 'content-type': found.type, 'content-length': String(found.size) }
  if (method === 'HEAD') return new Response(null, { headers: described })
  const body = await openBody(found.path, { outgoing, start: 0, end: found.size - 1 })
  return body && new Response(body, { headers: described })
}

async function findFile(folder: string, file: string) {
  const type = TYPES.get(extname(file))
  if (!type) return undefined
  // Of the pages of a plugin, the plugin's folder, which people may have linked; what it holds leads nowhere else.
  const home = await realpath(dirname(folder)).catch(() => undefined)
  const root = await realpath(folder).catch(() => undefined)
  const path = await realpath(join(folder, file)).catch(() => undefined)
  if (!home || !root || !path || !isInside(home, root) || !isInside(root, path) || TYPES.get(extname(path)) !== type) return undefined
  // Asked before it is opened, because to open a pipe waits for its writer.
  const found = await stat(path).catch(() => undefined)
  return found?.isFile() ? { path, type, size: found.size, etag: `"${found.size}-${found.mtimeMs}-${found.ino}"` } : undefined
}

function isInside(root: string, path: string): boolean {
  const parts = relative(root, path).split(sep)
  return path.startsWith(root + sep) && !parts.some((part) => part.startsWith('.') || part.toLowerCase() === 'node_modules')
}
