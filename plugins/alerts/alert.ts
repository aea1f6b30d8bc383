import type { EventOf, User } from '#sdk'
import type { AlertKind, AlertSettings, ShowSettings } from './settings.ts'

/** What the page in OBS is sent: everything it needs to draw one card, and nothing else. */
export type Alert = ShowSettings & {
  /** The event's; an alert that comes twice is shown once. */
  readonly id: string
  /** Alerts of one key that wait together become one card. */
  readonly key: string
  /** `shoutout` is what the streamer shows by hand. */
  readonly kind: AlertKind | 'shoutout'
  readonly name: string
  /** What happened, as the line below the name. */
  readonly line: string
  /** The viewer's own words. */
  readonly message?: string
  /** Of an event that the streamer tries out: it goes before everything else. */
  readonly isTrial?: true
  /** Whose alert it is, for when that viewer is taken off the stage. */
  readonly userId?: string
  readonly count?: number
  readonly coins?: number
  /** What coins are called, and what one is. */
  readonly unit?: string
  readonly unitOfOne?: string
  readonly amountCents?: number
  /** ISO 4217. */
  readonly currency?: string
  /** What it says in other languages than that of the settings, for pages whose link asks for one. */
  readonly words?: Partial<Readonly<Record<AlertSettings['language'], Words>>>
  /** ISO 8601. */
  readonly at: string
}

/** What of a card is in a language. */
export type Words = Pick<Alert, 'name' | 'line' | 'unit' | 'unitOfOne'>

/** The stream of what is tried out, by a button, a command or POST /api/simulate. */
const TRIALS = 'simulator:api'

/** How each event becomes an alert. */
export const ALERT_OF = {
  gift: (event, settings) => ({
    ...base(event, settings, `gift:${event.user.userId}:${event.payload.giftId}`),
    ...by(event.user),
    line: fill(settings.texts.gift, { gift: event.payload.giftName }),
    count: event.payload.giftCount,
    coins: event.payload.coins,
    unit: settings.texts.coins,
    unitOfOne: settings.texts.coin,
  }),
  tip: (event, settings) => ({
    ...base(event, settings, `tip:${event.eventId}`),
    ...(event.user && by(event.user)),
    name: event.payload.tipperName || (event.user ? nameOf(event.user) : settings.texts.somebody),
    line: settings.texts.tip,
    ...(event.payload.message && { message: event.payload.message }),
    ...(event.value.amountCents !== undefined && { amountCents: event.value.amountCents }),
    ...(event.value.currency && { currency: event.value.currency }),
  }),
  subscribe: (event, settings) => {
    const months = event.payload.subMonth ?? 1
    return {
      ...base(event, settings, `subscribe:${event.user.userId}`),
      ...by(event.user),
      line: fill(months > 1 ? settings.texts.resubscribe : settings.texts.subscribe, { months: String(months) }),
    }
  },
  follow: (event, settings) => ({
    ...base(event, settings, `follow:${event.user.userId}`),
    ...by(event.user),
    line: settings.texts.follow,
  }),
  share: (event, settings) => ({
    ...base(event, settings, `share:${event.user.userId}`),
    ...by(event.user),
    line: settings.texts.share,
  }),
} satisfies { readonly [K in Exclude<AlertKind, 'goal'>]: (event: EventOf<K>, settings: AlertSettings) => Alert }

function base<K extends AlertKind>(event: EventOf<Exclude<K, 'goal'>>, { show }: AlertSettings, key: string) {
  const isTrial = event.streamId === TRIALS
  return { ...show, id: event.eventId, key, kind: event.eventType, at: event.ingestedAt, ...(isTrial && { isTrial }) }
}

function by(user: User) {
  return { name: nameOf(user), userId: user.userId }
}

function nameOf(user: User): string {
  return user.displayName.trim() || user.safeName
}

function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
}
