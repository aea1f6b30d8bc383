import type { Untrusted } from './drafts.ts'

/** An event goes through at most this many plugins; what comes back to where it began does not go round for ever. */
export const MAX_HOPS = 8

const MAX_BYTES = 64 * 1024

/** What a plugin emitted, as a draft; only what plugins may say is taken over. JSON that is no event makes a draft that is none. */
export function emittedDraft(json: string, eventId: string | undefined): Untrusted {
  const id = eventId === undefined ? {} : { eventId }
  if (Buffer.byteLength(json) > MAX_BYTES) return { ...id, payload: json }
  const { eventType, payload, user, value } = fieldsOf(json)
  return { ...id, eventType, payload, ...(user !== undefined && { user }), ...(value !== undefined && { value }) }
}

function fieldsOf(json: string): Untrusted {
  try {
    const parsed: unknown = JSON.parse(json)
    return typeof parsed === 'object' && parsed !== null ? parsed : { payload: json }
  } catch (error) {
    return { payload: `${String(error)}: ${json}` }
  }
}
