import type { IncomingMessage } from 'node:http'

/** What a request says before its body, as it came over the wire. */
export type RequestHead = Pick<IncomingMessage, 'method' | 'url' | 'rawHeaders'>

/** Every value of a header. Raw, because Node joins or drops doubled ones, and a doubled Host must be seen. */
export function headersOf(head: RequestHead, name: string): readonly string[] {
  return head.rawHeaders.filter((_, index) => index % 2 === 1 && head.rawHeaders[index - 1]?.toLowerCase() === name)
}

/** The value of a header that was sent exactly once. */
export function headerOf(head: RequestHead, name: string): string | undefined {
  const values = headersOf(head, name)
  return values.length === 1 ? values[0] : undefined
}

/** The path without the query. */
export function pathOf(head: RequestHead): string {
  return head.url?.split('?', 1)[0] ?? ''
}

/** `Authorization: Bearer <key>`, or the subprotocol `key.<key>`, which is all that a browser's WebSocket can send. */
export function keyOf(head: RequestHead): string | undefined {
  const bearer = /^Bearer +(\S+)$/i.exec(headerOf(head, 'authorization') ?? '')?.[1]
  const subprotocol = /(?:^|,) *key\.([^\s,]+) *(?:,|$)/.exec(headerOf(head, 'sec-websocket-protocol') ?? '')?.[1]
  return bearer ?? subprotocol
}
