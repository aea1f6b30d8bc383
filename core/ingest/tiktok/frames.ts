import { gunzipSync } from 'node:zlib'
import type * as Proto from 'tiktok-live-proto/v3'

/** One message as it came, not decoded yet. */
export type WireMessage = {
  readonly method: string
  readonly payload: Uint8Array
  readonly msgId: string
  /** Happened before the connection. */
  readonly isHistory: boolean
}

/** What a push frame holds, or that it cannot be read. */
export type Frame =
  | { readonly kind: 'messages'; readonly messages: readonly WireMessage[]; readonly ack?: Ack }
  | { readonly kind: 'malformed'; readonly bytes: Uint8Array }

/** What TikTok wants back for a frame. */
export type Ack = { readonly logId: string; readonly internalExt: string }

const MAX_INFLATED_BYTES = 8 * 1024 * 1024
/** Of a frame, and of what it holds. */
const MAX_FIELDS = 10_000
/** Answers to our heartbeat and to entering the room; they carry no messages. */
const QUIET_TYPES = ['hb', 'im_enter_room_resp', 'ack', 'close']

/**
 * Reads a push frame, in one go so that frames keep their order: the connector unzips in parallel and lets them overtake each other.
 * Never throws.
 */
export function readFrame(proto: typeof Proto, bytes: Uint8Array): Frame {
  try {
    assertFewFields(bytes)
    const { payloadType, payload, logId } = proto.WebcastPushFrame.decode(bytes)
    if (QUIET_TYPES.includes(payloadType)) return { kind: 'messages', messages: [] }
    if (payloadType !== 'msg') return { kind: 'malformed', bytes }
    const { messages, internalExt, needAck } = readResult(proto, inflate(payload))
    return { kind: 'messages', messages, ...(needAck && logId && internalExt && { ack: { logId, internalExt } }) }
  } catch {
    // Counted and sampled by the caller; the decoder's own error is about offsets and helps nobody.
    return { kind: 'malformed', bytes }
  }
}

/** The messages that the sign server's answer holds: what happened in the room before. Throws for what is not one. */
export function readHistory(proto: typeof Proto, bytes: Uint8Array): readonly WireMessage[] {
  return readResult(proto, inflate(bytes)).messages.map((message) => ({ ...message, isHistory: true }))
}

/** The frame that acknowledges another. */
export function ackFrame(proto: typeof Proto, { logId, internalExt }: Ack): Uint8Array {
  const payload = Buffer.from(internalExt)
  const none = { seqId: '0', service: '0', method: '0', headers: [] }
  return proto.WebcastPushFrame.encode({ ...none, logId, payloadEncoding: 'pb', payloadType: 'ack', payload }).finish()
}

function readResult(proto: typeof Proto, bytes: Uint8Array) {
  assertFewFields(bytes)
  const { messages, internalExt, needAck } = proto.ProtoMessageFetchResult.decode(bytes)
  return {
    internalExt,
    needAck,
    messages: messages.map(({ method, payload, msgId, isHistory }) => ({ method, payload, msgId, isHistory })),
  }
}

function inflate(payload: Uint8Array): Uint8Array {
  const isGzip = payload[0] === 0x1f && payload[1] === 0x8b
  return isGzip ? gunzipSync(payload, { maxOutputLength: MAX_INFLATED_BYTES }) : payload
}

/**
 * Throws for a protobuf message with too many fields, repeats counted; before decoding, because many empty ones would cost a hundred times their size in
 * objects. Groups, which could hide them and which nobody sends, are refused; what else is broken is left to the decoder.
 */
function assertFewFields(bytes: Uint8Array): void {
  let at = 0
  const varint = () => {
    let value = 0
    for (let shift = 0; at < bytes.length; shift += 7) {
      const byte = bytes[at++] ?? 0
      // The decoder takes 32 bits of it, whatever follows.
      if (shift < 32) value |= (byte & 127) << shift
      if (byte < 128) break
    }
    return value >>> 0
  }
  for (let fields = 0; at < bytes.length; fields++) {
    if (fields > MAX_FIELDS) throw new RangeError('Too many fields in one frame')
    const wireType = varint() % 8
    // In two steps, because varint() moves `at` too.
    const length = wireType === 0 || wireType === 2 ? varint() : 0
    if (wireType === 1) at += 8
    else if (wireType === 2) at += length
    else if (wireType === 5) at += 4
    else if (wireType !== 0) throw new TypeError('Groups are not read')
  }
}
