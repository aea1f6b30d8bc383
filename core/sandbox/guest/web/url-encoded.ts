import { percentDecode } from './percent.ts'
import type { Utf8 } from './utf8.ts'

export type Pairs = (readonly [name: string, value: string])[]

/** Names and values as application/x-www-form-urlencoded; https://url.spec.whatwg.org/#application/x-www-form-urlencoded. */
export function createUrlEncoded({ utf8 }: { readonly utf8: Pick<Utf8, 'encode' | 'decode'> }) {
  function parse(text: string): Pairs {
    return text
      .split('&')
      .filter((part) => part !== '')
      .map((part) => {
        const at = part.indexOf('=')
        return at === -1 ? [decodePart(part), ''] : [decodePart(part.slice(0, at)), decodePart(part.slice(at + 1))]
      })
  }

  function decodePart(text: string): string {
    const spaced = text.replaceAll('+', ' ')
    if (!spaced.includes('%')) return spaced
    try {
      return decodeURIComponent(spaced)
    } catch {
      return decodeLoosely(spaced)
    }
  }

  /** What is no escape stays, and what is no UTF-8 becomes U+FFFD. */
  function decodeLoosely(text: string): string {
    return utf8.decode(percentDecode(utf8.encode(text)))
  }

  return { parse, serialize }
}

function serialize(pairs: Pairs): string {
  return pairs.map(([name, value]) => `${encodePart(name)}=${encodePart(value)}`).join('&')
}

function encodePart(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
}
