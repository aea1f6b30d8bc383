import { isObject } from '../../base/is-object.ts'
import type { ChannelEvent } from './messages.ts'

type Data = Readonly<Record<string, unknown>>

/** A message for those who joined its session; for all who joined any, when it is of none. */
export type Relayed = { readonly event: ChannelEvent; readonly data: Data; readonly sessionId?: string }

type Line = {
  readonly event: ChannelEvent
  /** Without one of these it is not what it says it is. */
  readonly fields: readonly string[]
  /** Overlays hear of it, too. */
  readonly forOverlays: boolean
}

/** What the host itself tells: how a session stands, and that somebody tipped. */
const OF_HOST: Readonly<Record<string, (data: Data) => Relayed | undefined>> = {
  session: ({ session }) => (isSession(session) ? sessionUpdated(session) : undefined),
  tip: ({ tip, session }) => (isSession(session) && isObject(tip) ? tipReceived(tip, session) : undefined),
}

/** What plugins publish under these topics, by whichever plugin. */
const OF_PLUGINS: Readonly<Record<string, Line>> = {
  'goal.progress': line('goal_progress', ['sessionId', 'goalId', 'title', 'currentCents', 'targetCents', 'percentage'], true),
  'goal.completed': line('goal_completed', ['sessionId', 'goalId', 'title', 'targetCents'], true),
  'chatbot.response': line('chatbot_response', ['sessionId', 'personaName', 'responseText'], false),
  'chatbot.audio': line('chat_participant_audio', ['sessionId', 'tipId', 'audioBase64', 'format'], false),
  'animation.trigger': line('animation_trigger', ['sessionId', 'type'], true),
  'menu.updated': line('menu_updated', ['creatorId', 'items'], true),
}

const NOT_FOR_OVERLAYS: ReadonlySet<ChannelEvent> = new Set(
  Object.values(OF_PLUGINS).flatMap(({ event, forOverlays }) => (forOverlays ? [] : [event])),
)

/** Whether anything is told of this topic. */
export function isRelayed(plugin: string, topic: string): boolean {
  return Object.hasOwn(plugin === 'host' ? OF_HOST : OF_PLUGINS, topic)
}

/** What is told of what was published; undefined when its fields are not those of such a message. */
export function relay(plugin: string, topic: string, data: unknown): Relayed | undefined {
  if (!isObject(data) || !isRelayed(plugin, topic)) return undefined
  if (plugin === 'host') return OF_HOST[topic]?.(data)
  const { event, fields } = OF_PLUGINS[topic] ?? line('error', [], false)
  if (fields.some((field) => data[field] === undefined)) return undefined
  return { event, data, ...(typeof data.sessionId === 'string' && { sessionId: data.sessionId }) }
}

export function isForOverlays(event: ChannelEvent): boolean {
  return !NOT_FOR_OVERLAYS.has(event)
}

/** How a session stands, without what only its operator is to read. */
export function sessionUpdated(session: Data & { readonly sessionId: string }): Relayed {
  const data = Object.fromEntries(TOLD.flatMap((field) => (session[field] === undefined ? [] : [[field, session[field]]])))
  return { event: 'session_updated', data, sessionId: session.sessionId }
}

const TOTALS = ['totalTipsCents', 'tipsCents', 'tipCount', 'peakViewers'] as const
const TOLD = ['sessionId', ...TOTALS, 'viewers', 'status', 'platform', 'title', 'startedAt', 'endedAt', 'coins', 'gifts', 'likes'] as const

function tipReceived(tip: Data, session: Data & { readonly sessionId: string }): Relayed {
  const sessionTotals = Object.fromEntries(TOTALS.map((field) => [field, session[field]]))
  return { event: 'tip_received', data: { sessionId: session.sessionId, tip, sessionTotals }, sessionId: session.sessionId }
}

function isSession(value: unknown): value is Data & { readonly sessionId: string } {
  return isObject(value) && typeof value.sessionId === 'string'
}

function line(event: ChannelEvent, fields: readonly string[], forOverlays: boolean): Line {
  return { event, fields, forOverlays }
}
