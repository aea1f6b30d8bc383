import { EVENT_TYPES } from '../../schemas/types.ts'
import { isObject } from '../base/is-object.ts'
import { nearest } from '../base/nearest.ts'
import { parseJson } from './json.ts'
import type { ClientMessage, MessageError } from './messages.ts'
import type { Principal } from './serve.ts'

type Fault = { readonly code: MessageError; readonly message: string }

const MAX_TOPICS = 100
/** As many as are kept for pages to acknowledge. */
const MAX_IDS = 64
/** Of a subscribe: what is mistyped is not for something else. */
const FIELDS = ['type', 'events', 'topics', 'after', 'name', 'overlay']
const TOPIC = /^[a-z][a-z0-9-]{0,63}\.(\*|[\w-][\w.-]{0,63})$/
const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/
const PAGE = /^[a-z][a-z0-9-]{0,63}\/[\w-]{1,64}$/

/** Reads what a client asks for; answers a message that its role may send, or what is wrong with it. */
export function readMessage(text: string, who: Pick<Principal, 'role' | 'overlay'>): ClientMessage | Fault {
  const parsed = parseJson(text)
  if ('fault' in parsed) return invalid(parsed.fault)
  const message = parsed.value
  if (!isObject(message)) return invalid('A message is a JSON object')
  switch (message.type) {
    case 'ping':
      return { type: 'ping' }
    case 'ack':
      return readAck(message)
    case 'subscribe':
      return readSubscribe(message, who)
    default:
      return invalid(`type is subscribe, ack or ping${given(message.type)}`)
  }
}

function readAck({ seqNo, topic, ids }: Readonly<Record<string, unknown>>): ClientMessage | Fault {
  if (topic === undefined) return isSeqNo(seqNo) ? { type: 'ack', seqNo } : invalid(`seqNo is a whole number${given(seqNo)}`)
  if (!isMatch(TOPIC, topic)) return invalid(`topic is like plugin.topic${given(topic)}`)
  if (!isListOf(ids, isText) || ids.length > MAX_IDS) return invalid(`ids is a list of at most ${MAX_IDS} texts`)
  return { type: 'ack', topic, ids }
}

function readSubscribe(
  message: Readonly<Record<string, unknown>>,
  { role, overlay: own }: Pick<Principal, 'role' | 'overlay'>,
): ClientMessage | Fault {
  const { events = [], topics = [], after, name, overlay } = message
  const unknown = Object.keys(message).find((field) => !FIELDS.includes(field))
  if (unknown !== undefined) return invalid(`subscribe has no ${unknown.slice(0, 40)}; it has ${FIELDS.slice(1).join(', ')}`)
  if (!isListOf(events, isEventName)) return invalid(`events is a list of event types, or ["*"]${strangerIn(events)}`)
  if (!isListOf(topics, isTopic) || topics.length > MAX_TOPICS) {
    return invalid(`topics is a list of at most ${MAX_TOPICS} like plugin.topic, plugin.* or *${wrongIn(topics)}`)
  }
  if (after !== undefined && !isSeqNo(after)) return invalid(`after is a whole number${given(after)}`)
  if (name !== undefined && !isMatch(NAME, name)) return invalid(`name is of a-z, 0-9 and -, at most 64${given(name)}`)
  if (overlay !== undefined && !isMatch(PAGE, overlay)) return invalid(`overlay is like plugin/page${given(overlay)}`)
  if (role === 'overlay' && (events.length > 0 || after !== undefined || name !== undefined || topics.includes('*'))) {
    return { code: 'FORBIDDEN', message: 'The role overlay listens to topics of named plugins only' }
  }
  if (own !== undefined && !isForPage(own, topics, overlay)) {
    return { code: 'FORBIDDEN', message: `This key is for the page ${own} and the topics of its plugin only` }
  }
  return {
    type: 'subscribe',
    events,
    topics,
    ...(after !== undefined && { after }),
    ...(name !== undefined && { name }),
    ...(overlay !== undefined && { overlay }),
  }
}

/** Only its own plugin's topics, only as itself; and every page hears when it is to clear itself. */
function isForPage(own: string, topics: readonly string[], page: unknown): boolean {
  const [plugin] = own.split('/')
  return (page === undefined || page === own) && topics.every((topic) => topic.startsWith(`${plugin}.`) || topic === 'host.panic')
}

/** The topics in a query, with a comma between them; undefined when one is not right or they are too many. */
export function readTopics(text: string): readonly string[] | undefined {
  const topics = text.split(',')
  return topics.every(isTopic) && topics.length <= MAX_TOPICS ? topics : undefined
}

/** The types of events in a query, with a comma between them; undefined when there is no such type. */
export function readTypes(text: string): readonly EventName[] | undefined {
  const types: readonly unknown[] = text.split(',')
  return isListOf(types, isEventName) ? types : undefined
}

type EventName = NonNullable<Extract<ClientMessage, { type: 'subscribe' }>['events']>[number]

const isText = (value: unknown): value is string => typeof value === 'string'
const isEventName = (value: unknown): value is EventName => value === '*' || EVENT_TYPES.some((type) => type === value)
const isTopic = (value: unknown): value is string => value === '*' || isMatch(TOPIC, value)
const isSeqNo = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

/** What came in its place. */
function given(value: unknown): string {
  return value === undefined ? '; it is missing' : `, not ${JSON.stringify(value).slice(0, 60)}`
}

/** Nothing where all are right and only too many. */
function wrongIn(topics: unknown): string {
  const all: readonly unknown[] = Array.isArray(topics) ? topics : [topics]
  const wrong = all.find((topic) => !isTopic(topic))
  return wrong === undefined ? '' : given(wrong)
}

/** Which of them is none, and what was meant. */
function strangerIn(events: unknown): string {
  const stranger = Array.isArray(events) ? events.find((event) => typeof event === 'string' && !isEventName(event)) : undefined
  if (stranger === undefined) return ''
  const meant = nearest(stranger, EVENT_TYPES)
  return `; there is no "${stranger.slice(0, 40)}"${meant ? `, did you mean ${meant}?` : ''}`
}

function isMatch(pattern: RegExp, value: unknown): value is string {
  return typeof value === 'string' && pattern.test(value)
}

function isListOf<T>(value: unknown, isItem: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every(isItem)
}

function invalid(message: string): Fault {
  return { code: 'MESSAGE_INVALID', message }
}
