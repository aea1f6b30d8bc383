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
    const bytes = utf8.encode(text)
    let length = 0
    for (let at = 0; at < bytes.length; at++) {
      const value = bytes[at] === 0x25 ? hexPair(bytes[at + 1], bytes[at + 2]) : -1
      bytes[length] = value >= 0 ? value : (bytes[at] ?? 0)
      if (value >= 0) at += 2
      length += 1
    }
    return utf8.decode(bytes.subarray(0, length))
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

function hexPair(high: number | undefined, low: number | undefined): number {
  const [a, b] = [hexDigit(high), hexDigit(low)]
  return a < 0 || b < 0 ? -1 : a * 16 + b
}

function hexDigit(code: number | undefined): number {
  if (code === undefined) return -1
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const letter = code | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}
