import type { EventType } from '../../../../schemas/types.ts'
import type { en } from './words.ts'

export type Kind = keyof typeof en.kinds

/** What the buttons above the feed leave in; the host's own events are what no viewer did. */
export const KINDS: Readonly<Record<Kind, readonly EventType[] | undefined>> = {
  all: undefined,
  chat: ['chat', 'question', 'emote', 'chatDeleted', 'caption'],
  gifts: ['gift', 'giftStreak', 'envelope'],
  likes: ['like'],
  people: ['follow', 'share', 'join', 'subscribe'],
  tips: ['tip'],
  system: ['connected', 'disconnected', 'error', 'raw', 'viewerCount', 'streamStart', 'streamEnd', 'gap', 'battle', 'goalUpdate', 'custom'],
}
