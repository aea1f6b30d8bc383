import { PermanentError } from '#sdk/failures'
import type { GameMessage } from '#sdk/game-message'
import type { UnifiedEvent } from '../../schemas/types.ts'

/** Names and texts are cut to so many characters, one after the other, until a message has room. */
const CUTS = [80, 40, 20]

/** A short id of the `index`th message that an event calls for: the same for every try. */
export function entryId({ seqNo, timestamp }: Pick<UnifiedEvent, 'seqNo' | 'timestamp'>, index: number): string {
  return [seqNo, Date.parse(timestamp), ...(index > 0 ? [index] : [])].map((number) => number.toString(36)).join('-')
}

/** A message as JSON with the id by which the game knows what comes twice. Throws PermanentError for what is too long however it is cut. */
export function entryText(id: string, { message, maxBytes }: { readonly message: GameMessage; readonly maxBytes: number }): string {
  for (const chars of [Number.POSITIVE_INFINITY, ...CUTS]) {
    const text = JSON.stringify({ id, ...message, data: cut(message.data, chars) })
    if (new TextEncoder().encode(text).length <= maxBytes) return text
  }
  throw new PermanentError(`A ${message.type} is too long for the game: it takes ${maxBytes} bytes`)
}

const cut = (data: GameMessage['data'], chars: number) =>
  Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, typeof value === 'string' ? Array.from(value).slice(0, chars).join('') : value]),
  )
