import type { EventType } from '#sdk'

/** All there are: the compiler finds what is missing. */
const ALL: Readonly<Record<EventType, true>> = {
  ...{ chat: true, gift: true, like: true, follow: true, share: true, join: true, subscribe: true, emote: true, battle: true },
  ...{ connected: true, disconnected: true, error: true, raw: true, viewerCount: true, streamEnd: true, tip: true, giftStreak: true },
  ...{ question: true, envelope: true, goalUpdate: true, chatDeleted: true, caption: true, gap: true, streamStart: true, custom: true },
}

// The keys are those of its own type.
export const EVENT_TYPES = Object.keys(ALL) as readonly EventType[]
