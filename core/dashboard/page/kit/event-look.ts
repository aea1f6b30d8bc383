import type { EventType } from '../../../../schemas/types.ts'
import type { Tone } from './badge.tsx'

const SPEECH = 'M5 5h14v10h-8l-4 4v-4H5z'
const GIFT = 'M4 9h16v4H4zM6 13h12v7H6zM12 9v11M12 9C8 9 8 4 10 4s2 3 2 5c0-2 0-5 2-5s2 5-2 5z'
const HEART = 'M12 20S4 15 4 9.5C4 6.5 6 5 8 5s3.2 1.2 4 3c.8-1.8 2-3 4-3s4 1.5 4 4.5C20 15 12 20 12 20z'
const PERSON = 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM5 20c0-4 3-6 7-6s7 2 7 6'
const STAR = 'M12 4l2.5 5 5.5.8-4 3.9.9 5.5-4.9-2.6-4.9 2.6.9-5.5-4-3.9 5.5-.8z'
const ARROW = 'M14 5l6 6-6 6v-4c-5 0-8 2-10 5 0-6 4-9 10-9z'
const GEM = 'M7 5h10l4 5-9 10L3 10zM3 10h18'
const PLUG = 'M9 4v5M15 4v5M7 9h10v3a5 5 0 0 1-10 0zM12 17v3'
const WARNING = 'M12 4l9 16H3zM12 10v4M12 17v.5'
const EYE = 'M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6zM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z'
const FLAG = 'M6 21V4h12l-3 4 3 4H6'
const DOTS = 'M6 12h.1M12 12h.1M18 12h.1'

/** How each type of event looks: its drawing, and its colour in the style sheet. */
export const LOOK: Readonly<Record<EventType, readonly [drawing: string, tone: Tone]>> = {
  chat: [SPEECH, 'blue'],
  gift: [GIFT, 'gold'],
  giftStreak: [GIFT, 'gold'],
  like: [HEART, 'pink'],
  follow: [PERSON, 'violet'],
  share: [ARROW, 'teal'],
  join: [PERSON, 'grey'],
  subscribe: [STAR, 'violet'],
  emote: [STAR, 'blue'],
  battle: [FLAG, 'pink'],
  connected: [PLUG, 'green'],
  disconnected: [PLUG, 'red'],
  error: [WARNING, 'red'],
  raw: [DOTS, 'grey'],
  viewerCount: [EYE, 'grey'],
  streamStart: [FLAG, 'green'],
  streamEnd: [FLAG, 'grey'],
  tip: [GEM, 'green'],
  question: [SPEECH, 'teal'],
  envelope: [GIFT, 'teal'],
  goalUpdate: [FLAG, 'teal'],
  chatDeleted: [SPEECH, 'grey'],
  caption: [SPEECH, 'grey'],
  gap: [WARNING, 'gold'],
  custom: [DOTS, 'violet'],
}
