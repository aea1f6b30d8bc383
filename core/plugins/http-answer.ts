import type { PluginAnswer } from '../serve/serve.ts'

/** What a plugin may say beside its text; anything else, and cookies above all, is left out. */
const HEADERS = ['content-type', 'cache-control', 'location', 'retry-after']
/** Types of text that do nothing on our origin; another is sent as plain text. */
const TYPES = /^(application\/(json|[\w.-]+\+json|xml)|text\/(plain|html|csv|markdown|xml))( *;.*)?$/i
const MAX_HEADER_CHARS = 1000

/** Reads what a plugin answered, which may be anything. Throws TypeError when it is no answer. */
export function readAnswer(json: string): PluginAnswer {
  const { status, headers, body } = Object(JSON.parse(json)) as Record<string, unknown>
  if (!Number.isInteger(status) || Number(status) < 200 || Number(status) > 599) throw new TypeError('The answer has no status')
  if (typeof body !== 'string' || !Array.isArray(headers)) throw new TypeError('The answer has no text')
  return { status: Number(status), headers: Object.fromEntries(headers.flatMap(readHeader)), body }
}

function readHeader(header: unknown): readonly (readonly [string, string])[] {
  const [name, value] = Array.isArray(header) ? header : []
  if (!HEADERS.includes(name) || typeof value !== 'string' || value.length > MAX_HEADER_CHARS || !/^[\t\x20-\x7e]*$/.test(value)) return []
  if (name === 'content-type') return [[name, TYPES.test(value) ? value : 'text/plain; charset=utf-8']]
  // Nobody is sent elsewhere in the name of this host.
  if (name === 'location' && !isOfThisHost(value)) return []
  return [[name, value]]
}

/** A path, as browsers read it: they take a backslash for a slash, and leave out tabs before they look. */
function isOfThisHost(location: string): boolean {
  const here = 'http://here.invalid'
  return location.startsWith('/') && URL.canParse(location, here) && new URL(location, here).origin === here
}
