import type { DomExceptions } from './dom-exception.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const VALUES: ReadonlyMap<number, number> = new Map([...ALPHABET].map((char, value) => [char.charCodeAt(0), value]))
const PIECE = 4096

/** atob and btoa: bytes as characters U+0000 to U+00FF, and back. Throw InvalidCharacterError. */
export function createBase64({ DOMException }: DomExceptions) {
  function btoa(data: unknown): string {
    const text = String(data)
    const pieces: string[] = []
    let piece = ''
    for (let at = 0; at < text.length; at += 3) {
      const left = text.length - at
      const [a, b, c] = [text.charCodeAt(at), left > 1 ? text.charCodeAt(at + 1) : 0, left > 2 ? text.charCodeAt(at + 2) : 0]
      if ((a | b | c) > 0xff) throw new DOMException('A character is outside of Latin1', 'InvalidCharacterError')
      const bits = (a << 16) | (b << 8) | c
      piece += `${sign(bits >> 18)}${sign(bits >> 12)}${left > 1 ? sign(bits >> 6) : '='}${left > 2 ? sign(bits) : '='}`
      if (piece.length >= PIECE) {
        pieces.push(piece)
        piece = ''
      }
    }
    return pieces.join('') + piece
  }

  function atob(data: unknown): string {
    const text = withoutPadding(String(data).replace(/[\t\n\f\r ]+/g, ''))
    if (text === undefined) throw new DOMException('The text is not base64', 'InvalidCharacterError')
    const codes: number[] = []
    const pieces: string[] = []
    let bits = 0
    for (let at = 0; at < text.length; at++) {
      const value = VALUES.get(text.charCodeAt(at))
      if (value === undefined) throw new DOMException('The text is not base64', 'InvalidCharacterError')
      bits = ((bits << 6) | value) & 0xffffff
      const place = at % 4
      if (place > 0) codes.push((bits >> (6 - place * 2)) & 0xff)
      if (codes.length >= PIECE) pieces.push(String.fromCharCode(...codes.splice(0)))
    }
    return pieces.join('') + String.fromCharCode(...codes)
  }

  return { atob, btoa }
}

function sign(bits: number): string {
  return ALPHABET[bits & 63] ?? ''
}

/** Undefined when the length or the padding is wrong. */
function withoutPadding(text: string): string | undefined {
  const bare = text.length % 4 === 0 ? text.replace(/={1,2}$/, '') : text
  return bare.length % 4 === 1 ? undefined : bare
}
