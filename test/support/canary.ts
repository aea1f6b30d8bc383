import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Draft, SourceDoor } from '../../core/ingest/source.ts'

/** A viewer whose every field is found again wherever it was kept. */
export const CANARY = {
  userId: '7312345678901999991',
  uniqueId: 'canary.handle',
  displayName: 'Cánary Ñame 🐤',
  avatarUrl: 'https://p16.example.com/canary-avatar.jpeg',
} as const

export const CANARY_TEXT = 'a canary comment, nobody else wrote it'

/** What must not be found: as text, and as the platform's own bytes. */
const CANARIES = [CANARY.userId, CANARY.uniqueId, 'Cánary', 'Canary', CANARY.avatarUrl, 'canary comment', 'CANARY.HANDLE']

const OTHER = {
  userId: '6812345678901234567',
  uniqueId: 'somebody.else',
  displayName: 'Somebody',
  avatarUrl: 'https://p16.example.com/other.jpeg',
}

const PROTOBUF = Buffer.concat([Buffer.from([8]), varint(BigInt(CANARY.userId)), Buffer.from([18]), Buffer.from(CANARY.uniqueId)])

/** Events of every type that has a person in it, by the viewer and about the viewer. */
function canaryDrafts(room: string): readonly Draft[] {
  let n = 0
  const id = () => `tiktok:${room}:${++n}`
  const mention = { userId: CANARY.userId, uniqueId: CANARY.uniqueId, displayName: CANARY.displayName }
  const [user, other] = [CANARY, OTHER]
  const gift = { giftId: '5655', giftName: 'Rose', giftCount: 3, coins: 3, giftType: 1 }
  return [
    { eventType: 'chat', eventId: id(), user, payload: { message: CANARY_TEXT } },
    { eventType: 'chat', eventId: id(), user, payload: { message: `${CANARY_TEXT}\u0000 with what is cleaned` } },
    { eventType: 'gift', eventId: id(), user, payload: gift, streak: { key: `${CANARY.userId}:5655:1`, count: 3, ended: true } },
    { eventType: 'gift', eventId: id(), user: other, payload: { ...gift, receiver: mention } },
    { eventType: 'like', eventId: id(), user, payload: { likeCount: 7 } },
    ...(['follow', 'share', 'join', 'subscribe'] as const).map((eventType) => ({ eventType, eventId: id(), user, payload: {} })),
    { eventType: 'emote', eventId: id(), user, payload: { emoteId: '1' } },
    { eventType: 'question', eventId: id(), user, payload: { question: CANARY_TEXT } },
    {
      eventType: 'tip',
      eventId: id(),
      payload: { tipperName: CANARY.uniqueId, message: CANARY_TEXT },
      value: { amountCents: 500, currency: 'EUR' },
    },
    { eventType: 'viewerCount', eventId: id(), payload: { viewerCount: 3, topViewers: [{ ...mention, coins: 3 }] } },
    { eventType: 'battle', eventId: id(), payload: { participants: [{ ...mention, score: 1 }] } },
    { eventType: 'goalUpdate', eventId: id(), payload: { contributor: CANARY.uniqueId } },
    { eventType: 'chatDeleted', eventId: id(), payload: { messageIds: [], userIds: [CANARY.userId] } },
    { eventType: 'caption', eventId: id(), payload: { text: `thanks to ${CANARY.displayName}` } },
    { eventType: 'raw', eventId: id(), payload: { rawType: 'SomeMessage', reason: 'unmapped', data: PROTOBUF.toString('base64') } },
    {
      eventType: 'chat',
      eventId: id(),
      user: other,
      payload: { message: `hello @${CANARY.uniqueId.toUpperCase()}!`, mentions: [mention] },
    },
    { eventType: 'chat', eventId: id(), user: other, payload: { message: `${CANARY.displayName} is here, with a Rose` } },
    { eventType: 'chat', eventId: id(), user: other, payload: { message: 'this stays as it is' } },
  ]
}

/** Hands all of them in. */
export async function ingestCanary(door: SourceDoor, room = '7300000000000000001'): Promise<void> {
  door.openSession({
    streamId: 'tiktok:streamer',
    roomId: room,
    name: `With ${CANARY.displayName}`,
    title: `${CANARY.uniqueId} plays`,
    source: 'live',
  })
  await door.ingest(canaryDrafts(room))
}

/** Somebody else chats, one comment after the other, until it is stopped. */
export function keepChatting(door: SourceDoor) {
  let isWanted = true
  door.openSession({ streamId: 'tiktok:streamer', roomId: '7300000000000000003', source: 'live' })
  const done = (async () => {
    while (isWanted) await door.ingest([{ eventType: 'chat', user: OTHER, payload: { message: 'meanwhile' } }])
  })()
  return {
    stop() {
      isWanted = false
      return done
    },
  }
}

/** Files below a folder that have something of the viewer in them, with what it is; also in free pages and journals. */
export function canariesIn(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  if (files.length === 0) throw new Error(`No file in ${folder}: nothing was looked at`)
  return files.flatMap(({ parentPath, name }) => {
    const bytes = readFileSync(join(parentPath, name))
    return heldIn(bytes).map((canary) => `${join(parentPath, name).slice(folder.length + 1)}: ${canary}`)
  })
}

/** The canaries in some bytes or text. */
export function heldIn(found: Buffer | string): readonly string[] {
  const bytes = Buffer.from(found)
  const needles = [...CANARIES.map((text) => Buffer.from(text)), PROTOBUF, Buffer.from(PROTOBUF.toString('base64'))]
  return needles.filter((needle) => bytes.includes(needle)).map((needle) => needle.toString('utf8'))
}

function varint(value: bigint): Buffer {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  return Buffer.from([...bytes, Number(rest)])
}
