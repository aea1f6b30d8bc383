import type { Blobs, WebFile } from './blob.ts'
import { concat } from './bytes.ts'
import type { FormEntry } from './form-data.ts'
import type { Utf8 } from './utf8.ts'

const CRLF = '\r\n'
const MAX_PARTS = 10_000

type Parts = Pick<Blobs, 'File' | 'bytesOf'> & { readonly utf8: Utf8; readonly uuid: () => string }

/** Forms as multipart/form-data; https://html.spec.whatwg.org/#multipart-form-data, RFC 7578. */
export function createMultipart({ File, bytesOf, utf8, uuid }: Parts) {
  function write(entries: readonly FormEntry[]): { readonly bytes: Uint8Array; readonly boundary: string } {
    const boundary = `----formdata-${uuid().replaceAll('-', '')}`
    const chunks = entries.flatMap(([name, value]) => {
      const head = `--${boundary}${CRLF}Content-Disposition: form-data; name="${quoted(lines(name))}"`
      if (typeof value === 'string') return [utf8.encode(`${head}${CRLF}${CRLF}${lines(value)}${CRLF}`)]
      const type = `Content-Type: ${value.type || 'application/octet-stream'}`
      const top = utf8.encode(`${head}; filename="${quoted(value.name)}"${CRLF}${type}${CRLF}${CRLF}`)
      return [top, bytesOf(value) ?? new Uint8Array(), utf8.encode(CRLF)]
    })
    return { bytes: concat([...chunks, utf8.encode(`--${boundary}--${CRLF}`)]), boundary }
  }

  /** Undefined when it is malformed. */
  function read(bytes: Uint8Array, boundary: string): readonly FormEntry[] | undefined {
    const mark = utf8.encode(`--${boundary}`)
    const breakMark = utf8.encode(`${CRLF}--${boundary}`)
    const entries: FormEntry[] = []
    let at = find(bytes, mark, 0) + mark.byteLength
    if (at < mark.byteLength) return undefined
    while (!isAt(bytes, at, '--')) {
      if (!isAt(bytes, at, CRLF) || entries.length >= MAX_PARTS) return undefined
      const end = find(bytes, breakMark, at)
      const entry = end < 0 ? undefined : readPart(bytes.subarray(at, end))
      if (!entry) return undefined
      entries.push(entry)
      at = end + breakMark.byteLength
    }
    return entries
  }

  function readPart(part: Uint8Array): FormEntry | undefined {
    const split = find(part, utf8.encode(CRLF + CRLF), 0)
    if (split < 0) return undefined
    const headers = headersOf(utf8.decode(part.subarray(0, split)))
    const disposition = headers.get('content-disposition') ?? ''
    const name = parameter(disposition, 'name')
    if (!/^form-data\s*;/i.test(disposition) || name === undefined) return undefined
    const content = part.subarray(split + 4)
    const filename = parameter(disposition, 'filename')
    if (filename === undefined) return [name, utf8.decodeBody(content)]
    return [name, new File([content], filename, { type: headers.get('content-type') ?? 'text/plain' }) satisfies WebFile]
  }

  return { write, read }
}

function headersOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split(CRLF).flatMap((line) => {
      const at = line.indexOf(':')
      return at < 1 ? [] : [[line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim()] as const]
    }),
  )
}

function parameter(header: string, name: string): string | undefined {
  const found = new RegExp(`;\\s*${name}=(?:"([^"]*)"|([^;\\s]*))`, 'i').exec(header)
  if (!found) return undefined
  return (found[1] ?? found[2] ?? '').replaceAll('%22', '"').replaceAll('%0D', '\r').replaceAll('%0A', '\n')
}

function quoted(text: string): string {
  return text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

/** Every kind of line end as CRLF. */
function lines(text: string): string {
  return text.replace(/\r\n?|\n/g, CRLF)
}

function isAt(bytes: Uint8Array, at: number, text: string): boolean {
  return [...text].every((char, index) => bytes[at + index] === char.charCodeAt(0))
}

/** Where the needle begins at or after `from`; -1 for nowhere. */
function find(bytes: Uint8Array, needle: Uint8Array, from: number): number {
  const first = needle[0] ?? 0
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (at + needle.byteLength > bytes.byteLength) return -1
    let same = 1
    while (same < needle.byteLength && bytes[at + same] === needle[same]) same += 1
    if (same === needle.byteLength) return at
  }
  return -1
}
