import type { ServerMessage } from './messages.ts'

/** A message as each kind of reader gets it. Put into text when the first one asks, and then the same for all. */
export type Wording = {
  /** For a WebSocket: the JSON. */
  readonly frame: () => Buffer
  /** For an event stream: the JSON with what frames it. */
  readonly block: () => Buffer
}

/** A message as it goes out. */
export function textOf(message: ServerMessage): Buffer {
  return Buffer.from(JSON.stringify(message))
}

/** A message as a block of an event stream (HTML, 9.2.6). JSON has no line break of its own, so it is one line of data. */
export function blockOf(message: ServerMessage): Buffer {
  return framed(message.type, textOf(message), message.type === 'event' ? message.event.seqNo : 0)
}

/** `json` is the text of a message of this type, without line breaks. */
export function wordingOf(type: ServerMessage['type'], json: () => string, seqNo = 0): Wording {
  const frame = once(() => Buffer.from(json()))
  return { frame, block: once(() => framed(type, frame(), seqNo)) }
}

/** Without a number for what was not kept, since nobody can come back for it. */
function framed(type: ServerMessage['type'], json: Buffer, seqNo: number): Buffer {
  return Buffer.concat([Buffer.from(`event: ${type}\n${seqNo > 0 ? `id: ${seqNo}\n` : ''}data: `), json, Buffer.from('\n\n')])
}

function once(make: () => Buffer): () => Buffer {
  let made: Buffer | undefined
  return () => {
    made ??= make()
    return made
  }
}
