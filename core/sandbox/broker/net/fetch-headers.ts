import { textOf } from '../arguments.ts'
import { PowerError } from '../power.ts'

export type Header = readonly [name: string, value: string]

/** A request line with its headers, and a response head: in bytes. */
export const MAX_HEAD_BYTES = 32 * 1024

/** How a message is framed and where it goes is said by the broker alone; the rest only a browser may say. */
const RESERVED = /^(host|connection|keep-alive|transfer-encoding|upgrade|te|trailer|expect|via|proxy-.*|sec-.*)$/

/** What Deno sends too, where the plugin says nothing else. */
const DEFAULTS: readonly Header[] = [
  ['accept', '*/*'],
  ['accept-language', '*'],
  ['user-agent', 'Showrunner'],
]

const OF_CREDENTIALS: ReadonlySet<string> = new Set(['authorization', 'cookie'])

/**
 * The headers of a request, in lower case, without those that are not the plugin's to say. `content-length` stays where a body follows,
 * and the body is held to it. Throws PowerError TypeError for a name or value that is none, or when the head gets too long.
 */
export function readHeaders(headers: readonly Header[], { hasBody }: { readonly hasBody: boolean }): readonly Header[] {
  const own = headers.map(readHeader).filter(([name]) => !RESERVED.test(name) && (hasBody || name !== 'content-length'))
  const said = new Set(own.map(([name]) => name))
  // A part of an encoded body is none of the body.
  const encodings = said.has('range') ? 'identity' : 'gzip, deflate, br'
  const all = [...own, ...[...DEFAULTS, ['accept-encoding', encodings] as const].filter(([name]) => !said.has(name))]
  const bytes = all.reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0)
  if (bytes > MAX_HEAD_BYTES) throw new PowerError('TypeError', `The headers of a request are at most ${MAX_HEAD_BYTES} bytes`)
  return all
}

/** The pairs that a plugin sent. Throws PowerError TypeError when they are none. */
export function headersOf(value: unknown): readonly Header[] {
  if (!Array.isArray(value)) throw new PowerError('TypeError', 'The headers must be a list')
  return value.map((item: unknown): Header => {
    const [name, text] = Array.isArray(item) ? item : []
    return [textOf(name, 'A header name'), textOf(text, 'A header value')]
  })
}

/** What goes on to another origin. */
export function withoutCredentials(headers: readonly Header[]): readonly Header[] {
  return headers.filter(([name]) => !OF_CREDENTIALS.has(name))
}

/** What goes on when the body does not. */
export function withoutBody(headers: readonly Header[]): readonly Header[] {
  return headers.filter(([name]) => !/^content-(encoding|language|location|type|length)$/.test(name))
}

/** The first value of a header, by its name in lower case. */
export function headerOf(headers: readonly Header[], name: string): string | undefined {
  return headers.find(([other]) => other.toLowerCase() === name)?.[1]
}

/** Throws PowerError TypeError for a name or value that is none. */
export function readHeader(header: Header): Header {
  const [name, text] = header
  const value = text.replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, '')
  if (!/^[!#$%&'*+\-.^_`|~\w]+$/.test(name)) throw new PowerError('TypeError', `Invalid header name: ${JSON.stringify(name.slice(0, 100))}`)
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) throw new PowerError('TypeError', `Invalid header value of ${name}`)
  if (name.toLowerCase() === 'content-length' && !/^\d{1,15}$/.test(value)) throw new PowerError('TypeError', 'Invalid content-length')
  return [name.toLowerCase(), value]
}
