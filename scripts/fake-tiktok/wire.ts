import { gzipSync } from 'node:zlib'
import * as proto from 'tiktok-live-proto/v3'
import { blank, type FakeMessage } from './messages.ts'

export type FrameOptions = { readonly gzip?: boolean; readonly logId?: string; readonly internalExt?: string }

/** A push frame with these messages, as they go over the WebSocket. */
export function messageFrame(messages: readonly FakeMessage[], { gzip = false, logId = '', internalExt = '' }: FrameOptions = {}) {
  const result = fetchResult(messages, { internalExt, needAck: logId !== '' })
  return pushFrame('msg', gzip ? gzipSync(result) : result, logId)
}

/** Any push frame: `hb` and `im_enter_room_resp` answer the client. */
export function pushFrame(payloadType: string, payload: Uint8Array = new Uint8Array(0), logId = ''): Uint8Array {
  const frame = { seqId: '0', service: '0', method: '0', headers: [] }
  return proto.WebcastPushFrame.encode({
    ...frame,
    logId: logId || '0',
    payloadEncoding: 'pb',
    payloadType,
    payload: Buffer.from(payload),
  }).finish()
}

/** What the sign server answers, and what is inside each frame. */
export function fetchResult(messages: readonly FakeMessage[], fields: Partial<proto.ProtoMessageFetchResult> = {}): Uint8Array {
  const wrapped = messages.map(({ method, msgId, payload, isHistory = false }) => ({
    ...blank(proto.BaseProtoMessage),
    method,
    msgId,
    payload: Buffer.from(payload),
    isHistory,
  }))
  return proto.ProtoMessageFetchResult.encode({ ...blank(proto.ProtoMessageFetchResult), ...fields, messages: wrapped }).finish()
}

/** What the client sent. */
export function readClientFrame(bytes: Uint8Array): { payloadType: string; logId: string; payload: Uint8Array } {
  const { payloadType, logId, payload } = proto.WebcastPushFrame.decode(bytes)
  return { payloadType, logId, payload }
}
