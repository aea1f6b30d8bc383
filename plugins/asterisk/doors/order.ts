import { Refusal } from '../asked/refusal.ts'
import { numberOf } from '../asked/request.ts'

/** A message of a queue of jobs. */
export type Message = {
  /** Empty also for what is too long. */
  readonly body: Uint8Array
  readonly messageId?: string | undefined
  readonly isRedelivered: boolean
}

/** A body may be so long. */
export const MAX_BYTES = 16_384

const ID = /^[A-Za-z0-9_-]{1,64}$/

/** What a message says: `{ text, phone_number, language, job_id }`. Throws Refusal for what is none. */
export function readBody({ body }: Pick<Message, 'body'>): Readonly<Record<string, unknown>> {
  if (body.length === 0) throw new Refusal(`The message is empty, or longer than ${MAX_BYTES / 1024} KB`)
  try {
    const said: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
    if (typeof said === 'object' && said !== null && !Array.isArray(said)) return said as Readonly<Record<string, unknown>>
  } catch {
    // Said below.
  }
  throw new Refusal('The message must be a JSON object: {"text": "...", "phone_number": "..."}')
}

/** What may be said of the number in a message that is refused. */
export function numberIn(said: Readonly<Record<string, unknown>>): string | null {
  try {
    return numberOf(said.phone_number)
  } catch {
    return null
  }
}

type Known = (begin: string) => string | undefined

/**
 * What a message is called, so that it is called once however often it is delivered: its `job_id`, else its message id. One without either is known by
 * its words, and only when the broker says that it delivers it again: two alike are two calls, and a copy that comes again is the one before.
 */
export async function nameOf(message: Message, jobId: unknown, known: Known): Promise<string> {
  const given = [jobId, message.messageId].find((id) => typeof id === 'string' && ID.test(id))
  if (typeof given === 'string') return given
  // A copy, since what it is made of may be shared with nobody.
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', message.body.slice()))
  const begin = `message-${Array.from(digest.subarray(0, 12), (byte) => byte.toString(16).padStart(2, '0')).join('')}-`
  return (message.isRedelivered ? known(begin) : undefined) ?? `${begin}${crypto.randomUUID().slice(0, 8)}`
}
