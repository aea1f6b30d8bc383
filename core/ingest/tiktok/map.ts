import type * as Proto from 'tiktok-live-proto/v3'
import type { RawPayload } from '../../../schemas/types.ts'
import type { Draft } from '../source.ts'
import { mapBarrage, mapLike, mapMember, mapSocial, mapSubNotify, mapViewers } from './audience.ts'
import type { WireMessage } from './frames.ts'
import { mapGift } from './gift.ts'
import type { Mapping, MappingContext } from './mapping.ts'
import { mapArmies, mapBattle, mapControl, mapEnvelope, mapGoal } from './room.ts'
import { mapCaption, mapChat, mapDeleted, mapEmote, mapIntro, mapQuestion } from './talk.ts'
import { idOf, timeOf } from './values.ts'

/** Webcast messages that become events; all others are handed on as `raw`. */
const MAPPINGS = {
  WebcastChatMessage: mapChat,
  WebcastEmoteChatMessage: mapEmote,
  WebcastQuestionNewMessage: mapQuestion,
  WebcastCaptionMessage: mapCaption,
  WebcastImDeleteMessage: mapDeleted,
  WebcastLiveIntroMessage: mapIntro,
  WebcastGiftMessage: mapGift,
  WebcastLikeMessage: mapLike,
  WebcastMemberMessage: mapMember,
  WebcastSocialMessage: mapSocial,
  WebcastRoomUserSeqMessage: mapViewers,
  WebcastSubNotifyMessage: mapSubNotify,
  WebcastBarrageMessage: mapBarrage,
  WebcastControlMessage: mapControl,
  WebcastEnvelopeMessage: mapEnvelope,
  WebcastGoalUpdateMessage: mapGoal,
  WebcastLinkMicBattle: mapBattle,
  WebcastLinkMicArmies: mapArmies,
} satisfies { readonly [M in Method]?: (message: MessageOf<M>, context: MappingContext) => Mapping }

const MAX_RAW_BYTES = 16 * 1024
/** Recorded messages have up to 4 KiB. A message costs many times its size once decoded, so longer ones are not. */
const MAX_MESSAGE_BYTES = 256 * 1024

type Codec<T> = { decode(bytes: Uint8Array): T }
type Codecs = typeof Proto
/** Every webcast message the protobuf package knows. */
type Method = { [K in keyof Codecs]: K extends `Webcast${string}` ? (Codecs[K] extends Codec<unknown> ? K : never) : never }[keyof Codecs]
type MessageOf<M extends Method> = Codecs[M] extends Codec<infer T> ? T : never
type Common = Proto.CommonMessageData | undefined

/** A draft, and what kind of message it came from. */
export type Mapped = { readonly draft: Draft; readonly verdict: 'mapped' | RawPayload['reason'] }

/** Turns messages of one room into drafts, one for one: what cannot be understood becomes `raw`. Never throws. */
export function createMapper({ proto, roomId, wallTime }: { proto: Codecs; roomId: string; wallTime: () => number }) {
  const eventIdOf = (msgId: string) => `tiktok:${roomId}:${msgId}`

  return (wire: WireMessage): Mapped => {
    const context = { now: wallTime(), eventIdOf }
    const { common, mapping } = decode(proto, wire, context)
    const msgId = idOf(common?.msgId) ?? idOf(wire.msgId)
    const timestamp = timeOf(common?.createTime, context.now)
    const body = typeof mapping === 'string' ? toRaw(wire, mapping) : mapping
    const draft = {
      ...body,
      ...(msgId && { eventId: eventIdOf(msgId) }),
      ...(timestamp && { timestamp }),
      source: wire.isHistory ? ('history' as const) : ('live' as const),
    }
    return { draft, verdict: typeof mapping === 'string' ? mapping : 'mapped' }
  }
}

/** What the bytes of a message or frame look like as an event: the start of them, as they came. */
export function toRaw(
  { method, payload }: Pick<WireMessage, 'method' | 'payload'>,
  reason: RawPayload['reason'],
  maxBytes = MAX_RAW_BYTES,
): Draft {
  const data = Buffer.from(payload.subarray(0, maxBytes)).toString('base64')
  const truncated = payload.length > maxBytes
  return { eventType: 'raw', payload: { rawType: method.slice(0, 100), reason, data, ...(truncated && { truncated }) } }
}

type Decoded = { readonly common?: Common; readonly mapping: Mapping | 'unknown' }

function decode(proto: Codecs, { method, payload }: WireMessage, context: MappingContext): Decoded {
  const codec = codecOf(proto, method)
  if (!codec) return { mapping: 'unknown' }
  if (payload.length > MAX_MESSAGE_BYTES) return { mapping: 'malformed' }
  try {
    const message = codec.decode(payload)
    return { common: message.common, mapping: mappingOf(method)?.(message, context) ?? 'unmapped' }
  } catch {
    // The decoder throws plain errors about offsets; the verdict and the bytes in the raw event say more.
    return { mapping: 'malformed' }
  }
}

function codecOf(proto: Codecs, method: string): Codec<{ common?: Common }> | undefined {
  if (!method.startsWith('Webcast') || !Object.hasOwn(proto, method)) return undefined
  const candidate: unknown = proto[method as Method]
  // True for every export of the package that has a `decode`: they are all made by the same generator.
  return typeof candidate === 'object' && candidate && 'decode' in candidate ? (candidate as Codec<{ common?: Common }>) : undefined
}

function mappingOf(method: string): ((message: unknown, context: MappingContext) => Mapping) | undefined {
  if (!Object.hasOwn(MAPPINGS, method)) return undefined
  // True because the table's type pairs each method with the message that the codec of the same name makes.
  return MAPPINGS[method as keyof typeof MAPPINGS] as (message: unknown, context: MappingContext) => Mapping
}
