import type { UnifiedEvent } from '../../../schemas/types.ts'
import { isDeeper } from '../../base/is-deeper.ts'
import { anonymous, NOBODY, withoutUser } from './anonymous.ts'
import { bare, type Identity, isOwn } from './identity.ts'
import { holdsRaw, MIN_NAME } from './needles.ts'

/** Takes one viewer out of what others wrote and plugins kept. All answer the very same value when nothing of the viewer is in it. */
export type Scrub = {
  id(userId: string): string
  text(text: string): string
  event(event: UnifiedEvent): UnifiedEvent
  /** Any JSON value, keys included. */
  value(value: unknown): unknown
}

/** Fields that the platform or the operator words: a viewer may be called like a gift. */
const NOT_OF_PEOPLE = new Set([
  'eventType',
  'sessionId',
  'streamId',
  'source',
  'timestamp',
  'ingestedAt',
  'giftId',
  'giftName',
  'emoteId',
  'rawType',
  'language',
  'kind',
  'currency',
])

/** The same of our events alone; what plugins keep may have people in such fields. */
const OF_OURS = new Set(['schemaVersion', 'name', 'method', 'reason', 'status', 'streakStatus', 'endedBy', 'replay'])

/** They are made of ids, never of names. */
const IDS_OF_OURS = new Set(['eventId', 'streakId'])

/** Shorter ids stand in texts by chance; they are looked for only where nothing else stands. */
const MIN_ID = 5

/** What somebody else is called is nobody's but theirs, also when the viewer has the same name; an id may be made of a name. */
const OF_SOMEBODY = new Set(['userId', 'uniqueId', 'displayName', 'safeName', 'avatarUrl'])

/** JSON in a text that nests deeper is looked at as the text that it is: whoever writes it must not keep a viewer from being taken out. */
const MAX_NESTED = 64

/** What a plugin emitted is named after its cause: plugin:<id>:<seqNo>:<n>. */
const EMITTED = /^plugin:[^:]+:(\d+):/

export function createScrub(identity: Identity): Scrub {
  const { pseudonym, texts, urls } = identity
  const pattern = patternOf(identity)
  const quoted = [...texts].filter((text) => text.length >= 12).slice(0, 100)

  const id = (userId: string) => (identity.userIds.has(userId) ? pseudonym : userId)

  const withoutUsers = (found: string) => [...identity.userIds].reduce((left, userId) => withoutUser(left, userId, pseudonym), found)

  function text(found: string): string {
    if (texts.has(found)) return ''
    const inside = jsonOf(found)
    if (inside !== undefined) return unless(value(inside), inside, found)
    if (identity.userIds.has(found)) return pseudonym
    if (identity.names.has(found) || identity.handles.has(bare(found))) return NOBODY
    let scrubbed = found
    for (const url of urls) if (scrubbed.includes(url)) scrubbed = scrubbed.replaceAll(url, '')
    for (const quote of quoted) if (scrubbed.includes(quote)) scrubbed = scrubbed.replaceAll(quote, '')
    return pattern === undefined ? scrubbed : scrubbed.replace(pattern, (match) => (identity.userIds.has(match) ? pseudonym : NOBODY))
  }

  /** The names of fields of ours stay; those of plugins may be viewers. */
  function value(found: unknown, isOurs = false): unknown {
    if (typeof found === 'string') return text(found)
    if (Array.isArray(found)) {
      const list = found.map((item) => value(item, isOurs))
      return list.every((item, index) => item === found[index]) ? found : list
    }
    if (typeof found !== 'object' || found === null) return found
    const isSomebody = 'userId' in found && typeof found.userId === 'string' && !identity.userIds.has(found.userId)
    const stays = (key: string) => NOT_OF_PEOPLE.has(key) || (isOurs && OF_OURS.has(key)) || (isSomebody && OF_SOMEBODY.has(key))
    const inside = (key: string, item: unknown) =>
      isOurs && IDS_OF_OURS.has(key) ? withoutUsers(String(item)) : value(item, isOurs && key !== 'data')
    const entries = Object.entries(found)
    const scrubbed = entries.map(([key, item]) => [isOurs ? key : text(key), stays(key) ? item : inside(key, item)] as const)
    const isSame = scrubbed.every(([key, item], index) => key === entries[index]?.[0] && item === entries[index]?.[1])
    return isSame ? found : Object.fromEntries(scrubbed)
  }

  /** Somebody else's; of a person in it that is the viewer nothing stays but the pseudonym. */
  function others(event: UnifiedEvent): UnifiedEvent {
    if (event.eventType === 'raw' && event.payload.data !== undefined && holdsRaw(identity, event.payload.data))
      return anonymous(event, () => pseudonym)
    const causedBy = Number(EMITTED.exec(event.eventId)?.[1] ?? 0)
    if (identity.own.has(causedBy) && event.eventType === 'custom') return anonymous(event, () => pseudonym)
    // An event stays an event: only texts were changed in it.
    return value(event, true) as UnifiedEvent
  }

  return {
    id,
    text,
    value: (found) => value(found),
    event: (event) => (isOwn(identity, event) ? anonymous(event, id) : others(event)),
  }
}

/** What a text holds that is JSON itself, for example an answer that is kept; undefined for any other text. */
function jsonOf(text: string): object | undefined {
  if (!/^[[{]/.test(text)) return undefined
  try {
    const inside = JSON.parse(text)
    return isDeeper(inside, MAX_NESTED) ? undefined : inside
  } catch {
    return undefined
  }
}

const unless = (changed: unknown, before: unknown, text: string) => (changed === before ? text : JSON.stringify(changed))

/** The viewer's ids, handles and names where they stand by themselves; undefined when there are none. */
function patternOf({ userIds, handles, names }: Identity): RegExp | undefined {
  const words = [...names].filter((name) => name !== NOBODY)
  const alternatives = [
    ...[...userIds].filter((id) => id.length >= MIN_ID).map((id) => `(?<![\\p{L}\\p{N}])${escaped(id)}(?![\\p{L}\\p{N}])`),
    ...[...handles].map(
      (handle) =>
        `${[...handle].length >= MIN_NAME ? '@?' : '@'}(?<![\\p{L}\\p{N}_.])${escaped(handle)}(?![\\p{L}\\p{N}_]|\\.[\\p{L}\\p{N}_])`,
    ),
    ...words.map((name) => `${[...name].length >= MIN_NAME ? '@?' : '@'}(?<![\\p{L}\\p{N}])${escaped(name)}(?![\\p{L}\\p{N}])`),
  ]
  return alternatives.length === 0 ? undefined : new RegExp(alternatives.join('|'), 'giu')
}

const escaped = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
