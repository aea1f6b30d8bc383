import type { EventOf, EventType } from '../../../../schemas/types.ts'
import type { Schema } from '../form/shape.ts'

/** What the form of a type shows: the fields that people set, each with the value it begins with. */
type Sample<T extends EventType> = {
  /** Whether somebody did it. */
  readonly byUser: boolean
  readonly fields: { readonly [F in keyof EventOf<T>['payload']]?: Schema }
}

const text = (value: string, more: Schema = {}): Schema => ({ type: 'string', default: value, ...more })
const count = (value: number, least = 0): Schema => ({ type: 'integer', minimum: least, default: value })
const flag = (value: boolean): Schema => ({ type: 'boolean', default: value })
const one = (value: string, ...others: readonly string[]): Schema => ({ enum: [value, ...others], default: value })
const moment = text('2026-11-20T18:00:00.000Z')

/** Every type of event, as the simulator offers it. The rest of a payload can be written as JSON. */
export const SAMPLES: { readonly [T in EventType]: Sample<T> } = {
  chat: { byUser: true, fields: { message: text('Hello! 👋') } },
  gift: { byUser: true, fields: { giftName: text('Rose'), giftCount: count(5, 1), coins: count(5), isGiftStreak: flag(false) } },
  like: { byUser: true, fields: { likeCount: count(10, 1), totalLikeCount: count(100) } },
  follow: { byUser: true, fields: { followCount: count(1) } },
  share: { byUser: true, fields: { shareTarget: text('') } },
  join: { byUser: true, fields: { viewerCount: count(100) } },
  subscribe: { byUser: true, fields: { subMonth: count(1, 1) } },
  emote: { byUser: true, fields: { emoteId: text('1') } },
  tip: { byUser: false, fields: { tipperName: text('Ana'), message: text('For you!') } },
  question: { byUser: true, fields: { question: text('Where are you from?') } },
  giftStreak: {
    byUser: true,
    fields: {
      giftName: text('Rose'),
      giftCount: count(3, 1),
      delta: count(1, 0),
      streakId: text('streak-1'),
      streakStatus: one('continue', 'start', 'end'),
    },
  },
  envelope: { byUser: false, fields: { diamondCount: count(50), peopleCount: count(10) } },
  goalUpdate: { byUser: false, fields: { title: text('Roses'), progress: count(40), target: count(100) } },
  viewerCount: { byUser: false, fields: { viewerCount: count(250) } },
  battle: { byUser: false, fields: { battleId: text('battle-1'), battleStatus: one('started', 'updated', 'ended') } },
  caption: { byUser: false, fields: { text: text('Welcome to the live'), language: text('en') } },
  chatDeleted: {
    byUser: false,
    fields: {
      messageIds: { type: 'array', items: { type: 'string' }, default: [] },
      userIds: { type: 'array', items: { type: 'string' }, default: [] },
    },
  },
  streamStart: { byUser: false, fields: { title: text('A live of tests') } },
  streamEnd: { byUser: false, fields: { reason: one('ended', 'suspended', 'stopped', 'unknown') } },
  connected: { byUser: false, fields: { roomId: text('1'), attempt: count(1) } },
  disconnected: { byUser: false, fields: { reason: text('The connection was lost'), willReconnect: flag(true), retryInMs: count(2000) } },
  error: { byUser: false, fields: { message: text('Something went wrong'), code: text('SIMULATED') } },
  gap: { byUser: false, fields: { from: moment, to: moment, reason: text('reconnect') } },
  raw: { byUser: false, fields: { rawType: text('SimulatedMessage'), reason: one('unknown', 'unmapped', 'malformed') } },
  custom: { byUser: false, fields: { name: text('test'), data: {} } },
}

const PERSON: Readonly<Record<string, Schema>> = {
  displayName: text('Luna ✨'),
  uniqueId: text('luna'),
  isModerator: flag(false),
  isSubscriber: flag(false),
}

const MONEY: Readonly<Record<string, Schema>> = { amountCents: count(500, 1), currency: text('EUR', { pattern: '^[A-Z]{3}$' }) }

/** The form of a type of event, for what POST /api/simulate/<type> takes. */
export function simulatorSchema(type: EventType, labels: Readonly<Record<string, string>> = {}): Schema {
  const { byUser, fields } = SAMPLES[type]
  const person = byUser ? { user: { type: 'object', properties: titled(PERSON, labels) } } : {}
  return { type: 'object', properties: titled({ ...fields, ...(type === 'tip' && MONEY), ...person }, labels) }
}

/** The same fields, called as the reader's language calls them; one that it has no word for goes by its name. */
function titled(fields: Readonly<Record<string, Schema>>, labels: Readonly<Record<string, string>>): Schema {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, labels[name] ? { ...field, title: labels[name] } : field]))
}
