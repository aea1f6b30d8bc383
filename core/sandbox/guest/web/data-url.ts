import type { createBase64 } from './base64.ts'
import { parseMime } from './mime.ts'
import { percentDecode } from './percent.ts'
import type { Utf8 } from './utf8.ts'

const PLAIN = 'text/plain;charset=US-ASCII'

export type DataUrls = ReturnType<typeof createDataUrl>

/** What a data: URL holds, with its type; undefined when it is malformed. https://fetch.spec.whatwg.org/#data-urls */
export function createDataUrl({ utf8, base64 }: { readonly utf8: Utf8; readonly base64: () => ReturnType<typeof createBase64> }) {
  return (href: string): { readonly bytes: Uint8Array; readonly type: string } | undefined => {
    const [, head, data] = /^data:([^,#]*),([^#]*)/s.exec(href) ?? []
    if (head === undefined || data === undefined) return undefined
    const isBase64 = /; *base64$/i.test(head.trim())
    const bytes = percentDecode(utf8.encode(data))
    const content = isBase64 ? fromBase64(utf8.decode(bytes)) : bytes
    return content && { bytes: content, type: typeOf(head.trim().replace(/; *base64$/i, '')) }
  }

  function fromBase64(text: string): Uint8Array | undefined {
    try {
      return Uint8Array.from(base64().atob(text), (char) => char.charCodeAt(0))
    } catch {
      return undefined
    }
  }
}

function typeOf(head: string): string {
  const mime = parseMime(head.startsWith(';') ? `text/plain${head}` : head)
  if (!mime) return PLAIN
  return [mime.essence, ...[...mime.parameters].map(([name, value]) => `${name}=${quoted(value)}`)].join(';')
}

function quoted(value: string): string {
  return /^[!#$%&'*+\-.^_`|~\w]+$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`
}
