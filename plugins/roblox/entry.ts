import { PermanentError } from '#sdk/failures'
import type { GameMessage, ToldEvent } from '#sdk/game-message'
import { MAX_BYTES } from './open-cloud.ts'

/** Longer names and texts are cut where a message would be too long. */
const CUT_CHARS = 80

/** One event or command as JSON, with an id by which the script knows what comes twice. Throws PermanentError for what no message has room for. */
export function entryOf(message: GameMessage, { seqNo, timestamp }: Pick<ToldEvent, 'seqNo' | 'timestamp'>, index: number): string {
  const id = [seqNo, Date.parse(timestamp), ...(index > 0 ? [index] : [])].map((number) => number.toString(36)).join('-')
  const whole = JSON.stringify({ id, ...message })
  if (fits(whole)) return whole
  const short = JSON.stringify({ id, ...message, data: cut(message.data) })
  if (fits(short)) return short
  throw new PermanentError(`A ${message.type} is too long for a message of Roblox`)
}

const fits = (text: string) => new TextEncoder().encode(text).length <= MAX_BYTES - 2

const cut = (data: GameMessage['data']) =>
  Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, typeof value === 'string' ? Array.from(value).slice(0, CUT_CHARS).join('') : value]),
  )
