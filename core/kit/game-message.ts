import type { Values } from '#sdk/template'
import type { EventOf } from '../../schemas/types.ts'

/** What games and services are told, in one shape. Times are milliseconds since 1970; ids are numbers where they are exact. */
export type GameMessage = {
  /** `tiktok_gift`, `tip`, `command` … */
  readonly type: string
  readonly data: Values
  readonly timestamp: number
  /** 0 to 100; the greater, the more urgent. */
  readonly priority: number
}

/** The types of events that a game is told of. */
export type Told = 'chat' | 'gift' | 'follow' | 'share' | 'like' | 'viewerCount' | 'subscribe' | 'tip'

export type ToldEvent = EventOf<Told>

const PRIORITY = {
  gift: 100,
  tip: 100,
  follow: 50,
  subscribe: 50,
  share: 15,
  chat: 10,
  like: 5,
  viewerCount: 1,
} satisfies Record<Told, number>

/** Whether a game is to have it for certain: what is old news a moment later is not kept for one that is away. */
export const isKept = ({ eventType }: Pick<ToldEvent, 'eventType'>) => !['chat', 'like', 'viewerCount'].includes(eventType)

export function messageOf(event: ToldEvent): GameMessage {
  const { eventType } = event
  const timestamp = Date.parse(event.timestamp)
  const type = eventType === 'tip' ? 'tip' : `tiktok_${eventType}`
  return { type, data: { ...dataOf(event), timestamp }, timestamp, priority: PRIORITY[eventType] }
}

/** Has the game do what it knows by this name. */
export function commandMessage(
  data: { readonly command: string; readonly user?: string; readonly seconds?: number },
  now: number,
): GameMessage {
  return { type: 'command', data, timestamp: now, priority: 100 }
}

/** What the game is told, for people and without what viewers wrote: `gift Rose × 3, command confetti`. */
export const titleOf = (messages: readonly GameMessage[]): string =>
  messages
    .map(({ type, data }) => {
      if (type === 'command') return `command ${data.command}`
      return type === 'tiktok_gift' ? `gift ${data.giftName} × ${data.repeatCount}` : type.replace(/^tiktok_/, '')
    })
    .join(', ')

function dataOf(event: ToldEvent): Values {
  if (event.eventType === 'viewerCount') return { viewerCount: event.payload.viewerCount }
  const user = nameOf(event)
  if (event.eventType === 'gift') return { user, ...giftOf(event) }
  if (event.eventType === 'chat') return { user, message: event.payload.message }
  if (event.eventType === 'like') return { user, likeCount: event.payload.likeCount, totalLikeCount: event.payload.totalLikeCount ?? 0 }
  if (event.eventType === 'tip') return { user, ...tipOf(event) }
  return { user }
}

/** `cost` is in coins, of one. */
function giftOf({ payload: { giftName, giftId, giftCount, coins, diamondCount } }: EventOf<'gift'>) {
  return { giftName, giftId: exact(giftId), repeatCount: giftCount, cost: diamondCount ?? Math.round(coins / Math.max(1, giftCount)) }
}

const tipOf = ({ value, payload }: EventOf<'tip'>) => ({
  ...{ amountCents: value.amountCents ?? 0, currency: value.currency ?? '' },
  message: payload.message ?? '',
})

/** Who gave a tip elsewhere may have a name and be nobody here. */
const nameOf = ({ user, payload }: ToldEvent) => user?.safeName ?? ('tipperName' in payload ? payload.tipperName : undefined) ?? ''

function exact(id: string): number | string {
  const number = Number(id)
  return Number.isSafeInteger(number) && String(number) === id ? number : id
}
