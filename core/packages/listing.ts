import { createHash } from 'node:crypto'
import { type Contents, refusal } from './contents.ts'

/** The file that lists the others. */
const LISTING = 'plugin.files.json'

type Listing = { readonly format: 1; readonly files: Readonly<Record<string, string>> }

/** The contents with a list of them: path to SHA-256 in hex. */
export function withListing(contents: Contents): Contents {
  const files = Object.fromEntries([...contents].filter(([path]) => path !== LISTING).map(([path, bytes]) => [path, hashOf(bytes)]))
  const listing: Listing = { format: 1, files }
  const text = new TextEncoder().encode(`${JSON.stringify(listing, undefined, 2)}\n`)
  return new Map([...contents, [LISTING, text] as const].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Whether they have a list. Throws PACKAGE_REFUSED when they are not exactly what it says. */
export function isListed(contents: Contents): boolean {
  const text = contents.get(LISTING)
  if (!text) return false
  const files = filesOf(text)
  for (const [path, bytes] of contents) {
    if (path !== LISTING && files.get(path) !== hashOf(bytes)) throw refusal(`"${path}" is not what ${LISTING} says`)
  }
  for (const path of files.keys()) if (!contents.has(path)) throw refusal(`"${path}" stands in ${LISTING} and is missing`)
  return true
}

function filesOf(text: Uint8Array): ReadonlyMap<string, unknown> {
  try {
    return new Map(Object.entries(Object((JSON.parse(new TextDecoder().decode(text)) as Listing).files)))
  } catch (cause) {
    throw refusal(`${LISTING} is not JSON`, {}, cause)
  }
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
