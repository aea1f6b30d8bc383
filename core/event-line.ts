import type { EventOf, EventType, UnifiedEvent } from '../schemas/types.ts'

type Line = { readonly icon: string; readonly text: string; readonly loud?: boolean }

const who = (event: UnifiedEvent) => event.user?.displayName || event.user?.uniqueId || 'Somebody'
const coins = (n: number) => (n === 1 ? '1 coin' : `${n} coins`)

/** One line for people by event type; undefined for what only fills the screen. */
const LINES: { readonly [T in EventType]: (event: EventOf<T>) => Line | undefined } = {
  chat: (event) => ({ icon: '💬', text: `${who(event)}: ${oneLine(event.payload.message)}` }),
  gift: (event) => ({
    icon: '🎁',
    text: `${who(event)} sent ${event.payload.giftName} x${event.payload.giftCount} (${coins(event.payload.coins)})`,
    loud: true,
  }),
  giftStreak: () => undefined,
  like: (event) => ({ icon: '❤️', text: `${who(event)} liked x${event.payload.likeCount}` }),
  follow: (event) => ({ icon: '➕', text: `${who(event)} followed`, loud: true }),
  share: (event) => ({ icon: '🔁', text: `${who(event)} shared the live` }),
  join: (event) => ({ icon: '👋', text: `${who(event)} joined` }),
  subscribe: (event) => ({ icon: '⭐', text: `${who(event)} subscribed`, loud: true }),
  emote: (event) => ({ icon: '😀', text: `${who(event)} sent an emote` }),
  battle: () => ({ icon: '⚔️', text: 'Battle' }),
  connected: () => undefined,
  disconnected: () => undefined,
  error: (event) => ({ icon: '⚠️', text: oneLine(event.payload.message) }),
  raw: () => undefined,
  viewerCount: (event) => ({ icon: '👀', text: `${event.payload.viewerCount} watching` }),
  streamEnd: () => ({ icon: '⏹️', text: 'The live ended', loud: true }),
  tip: (event) => ({ icon: '💰', text: `${event.payload.tipperName ?? who(event)} tipped`, loud: true }),
  question: (event) => ({ icon: '❓', text: `${who(event)} asks: ${oneLine(event.payload.question)}` }),
  envelope: (event) => ({ icon: '🧧', text: `${who(event)} put out a treasure box` }),
  goalUpdate: (event) => ({
    icon: '🎯',
    text: `Goal ${event.payload.title ?? ''} ${event.payload.progress ?? ''}/${event.payload.target ?? ''}`,
  }),
  chatDeleted: () => ({ icon: '🧹', text: 'A chat was deleted' }),
  caption: () => undefined,
  gap: (event) => ({
    icon: '🕳️',
    text: `No events from ${clockTime(event.payload.from)} to ${clockTime(event.payload.to)}: ${oneLine(event.payload.reason)}`,
  }),
  streamStart: () => undefined,
  custom: () => undefined,
}

/** What the console says of an event. */
export function eventLine(event: UnifiedEvent): Line | undefined {
  // Sound: the table is keyed by the very type that the event carries.
  return (LINES[event.eventType] as (event: UnifiedEvent) => Line | undefined)(event)
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').slice(0, 200)
const clockTime = (iso: string) => iso.slice(11, 19)
