import { MAX_MESSAGE_BYTES } from '../../protocol.ts'
import type { Syscalls } from '../syscalls.ts'
import type { Blobs } from './blob.ts'
import { copyOf, isBufferSource } from './bytes.ts'
import type { DomExceptions } from './dom-exception.ts'
import type { Utf8 } from './utf8.ts'

const PROTOCOL = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const MAX_REASON_BYTES = 123
/** With room for the rest of the call. */
const MAX_JSON_BYTES = MAX_MESSAGE_BYTES - 1024

/** Why a plugin closes; a reason goes with a code only. */
export type Close = { readonly code?: number; readonly reason?: string }

type Parts = { readonly utf8: Utf8; readonly syscalls: Pick<Syscalls, 'urlParse'>; readonly blobs: () => Blobs } & Pick<
  DomExceptions,
  'DOMException'
>

/** Reads what plugins give a WebSocket. Everything throws the DOMException that the standard says. */
export function createSocketArguments({ utf8, syscalls, blobs, DOMException }: Parts) {
  function messageOf(data: unknown): { readonly text: string | null; readonly bytes: Uint8Array } {
    if (isBufferSource(data)) return { text: null, bytes: copyOf(data) }
    const blob = blobs().bytesOf(data)
    if (blob) return { text: null, bytes: blob.slice() }
    const text = `${data as string}`.toWellFormed()
    return { text, bytes: utf8.encode(text) }
  }

  function urlOf(text: string): string {
    const [href, , protocol = '', , , , , , , , hash] = syscalls.urlParse(text.toWellFormed(), '')?.split('\n') ?? []
    if (href === undefined) throw new DOMException(`Invalid URL for a WebSocket: ${text.slice(0, 1000)}`, 'SyntaxError')
    const scheme = { 'http:': 'ws:', 'https:': 'wss:', 'ws:': 'ws:', 'wss:': 'wss:' }[protocol]
    if (scheme === undefined) throw new DOMException(`A WebSocket's URL begins with ws: or wss:, and not ${protocol}`, 'SyntaxError')
    if (hash !== '' || href.endsWith('#')) throw new DOMException("A WebSocket's URL has no fragment", 'SyntaxError')
    return scheme + href.slice(protocol.length)
  }

  function protocolsOf(given: unknown): readonly string[] {
    const list = given === undefined ? [] : isList(given) ? [...given].map((one) => `${one as string}`) : [`${given as string}`]
    const names = list.map((name) => name.toLowerCase())
    if (!list.every((name) => PROTOCOL.test(name)) || new Set(names).size !== names.length)
      throw new DOMException('The protocols of a WebSocket are different names', 'SyntaxError')
    return list
  }

  function originOf(url: string): string {
    return syscalls.urlParse(url, '')?.split('\n')[1] ?? ''
  }

  function closeOf(code: unknown, reason: unknown): Close {
    const number = code === undefined ? undefined : Number(code) & 0xffff
    const text = reason === undefined ? undefined : `${reason as string}`.toWellFormed()
    if (number !== undefined && number !== 1000 && (number < 3000 || number > 4999))
      throw new DOMException('A close code is 1000 or 3000 to 4999', 'InvalidAccessError')
    if (text !== undefined && utf8.encode(text).byteLength > MAX_REASON_BYTES)
      throw new DOMException(`A reason may have ${MAX_REASON_BYTES} bytes`, 'SyntaxError')
    if (number === undefined) return text === undefined ? {} : { code: 1000, reason: text }
    return text === undefined ? { code: number } : { code: number, reason: text }
  }

  /** A text crosses to the core as JSON, which is longer where there are many quotes or control characters. */
  function isLongJson(text: string | null): boolean {
    return text !== null && text.length > MAX_JSON_BYTES / 6 && utf8.encode(JSON.stringify(text)).byteLength > MAX_JSON_BYTES
  }

  return { urlOf, originOf, protocolsOf, messageOf, isLongJson, closeOf }
}

/** The same as the arguments of a call. */
export function closing(id: number, { code, reason }: Close): [id: number, code?: number, reason?: string] {
  if (code === undefined) return [id]
  return reason ? [id, code, reason] : [id, code]
}

function isList(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
}
