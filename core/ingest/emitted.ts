import { eventOf, type Untrusted } from './drafts.ts'

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

/** Why what a plugin emitted is no event, and would only be kept as `raw`; undefined when it is one. */
export function emittedProblem(json: string): string | undefined {
  const nobody = '00000000-0000-4000-8000-000000000000'
  const stamp = { streamId: 'emitted', sessionId: nobody, source: 'plugin', nowMs: 0, createId: () => nobody } as const
  try {
    eventOf(emittedDraft(json, undefined), stamp)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function fieldsOf(json: string): Untrusted {
  try {
    const parsed: unknown = JSON.parse(json)
    return typeof parsed === 'object' && parsed !== null ? parsed : { payload: json }
  } catch (error) {
    return { payload: `${String(error)}: ${json}` }
  }
}
