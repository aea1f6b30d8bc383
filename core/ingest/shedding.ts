import type { EventType } from '../../schemas/types.ts'

/** What may be lost between the source and the store when there is no room: what comes again, or what a later event repeats. */
const SHEDDABLE: Readonly<Record<EventType, boolean>> = {
  chat: false,
  gift: false,
  like: true,
  follow: false,
  share: false,
  join: true,
  subscribe: false,
  emote: true,
  battle: false,
  connected: false,
  disconnected: false,
  error: false,
  raw: true,
  viewerCount: true,
  streamEnd: false,
  tip: false,
  giftStreak: true,
  question: false,
  envelope: false,
  goalUpdate: true,
  chatDeleted: false,
  caption: true,
  gap: false,
  streamStart: false,
  custom: false,
}

/** Whether events of this type may be shed, and counted, rather than wait. */
export function isSheddable(type: unknown): type is EventType {
  return SHEDDABLE[type as EventType] === true
}
