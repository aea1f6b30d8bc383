import { createHash } from 'node:crypto'
import type { Clock } from '../base/clock.ts'
import { largestShare } from '../base/largest-share.ts'
import { readBody } from './body.ts'
import type { Limits } from './limits.ts'
import type { Problem } from './problem.ts'
import type { RouteContext } from './routes/route.ts'
import type { AnswerStore } from './serve.ts'

// A request with a key goes: begun (durable before its effect) -> answered (durable before its answer goes out).
// What is found begun and not answered was cut off by a crash: its effect may have happened, so it is not tried again.

/**
 * Carries a request out, or answers as the first with the same `Idempotency-Key` was answered, within 24 hours: the same key or session, route and body, else
 * IDEMPOTENCY_KEY_REUSED. Requests that come meanwhile wait for its answer. After draft-ietf-httpapi-idempotency-key-header-07.
 */
export type Idempotency = (context: RouteContext, handle: () => Promise<Response>) => Promise<Response | Problem>

/**
 * `request` is a digest of what was asked; `answer` is left out until there is one, and its body when it was too large to keep. The body is kept as the
 * value it is, so that whoever erases a viewer finds the names in it.
 */
type Entry = {
  readonly request: string
  readonly answer?: { readonly status: number; readonly type: string; readonly more?: More; readonly body?: unknown }
}

type More = Readonly<Record<string, string>>

type Parts = { readonly answers: AnswerStore; readonly clock: Clock; readonly limits: Limits }

/** Remembers answers in the store; when there are too many, the oldest goes of whoever has the most, so that nobody pushes out what others did. */
export function createIdempotency({ answers, clock, limits }: Parts): Idempotency {
  /** Where each key is kept, oldest first: names begin with the time, 9 digits of base 36, and end with whose it is. */
  const places = new Map(answers.names().map((name) => [name.slice(TIME_DIGITS), name]))
  const underWay = new Map<string, { readonly request: string; readonly done: Promise<Answered> }>()

  const isOld = (place: string) => clock.wallTime() - Number.parseInt(place.slice(0, TIME_DIGITS), 36) >= limits.idempotencyMs

  function forget(id: string, place: string) {
    places.delete(id)
    answers.delete(place)
  }

  function makeRoom() {
    for (const [id, place] of places) {
      if (!isOld(place)) break
      forget(id, place)
    }
    while (places.size >= limits.idempotencyKeys) {
      const [oldest] = largestShare(places, ([id]) => ownerOf(id))
      if (!oldest) return
      forget(...oldest)
    }
  }

  function known(id: string): Entry | undefined {
    const place = places.get(id)
    // Written below, with this very shape.
    return place === undefined || isOld(place) ? undefined : (answers.get(place) as Entry | undefined)
  }

  async function carryOut(id: string, request: string, handle: () => Promise<Response>): Promise<Answered> {
    makeRoom()
    const place = timeDigits(clock.wallTime()) + id
    places.delete(id)
    places.set(id, place)
    const keep = (entry: Entry) => {
      answers.set(place, entry)
      return answers.flush()
    }
    await keep({ request }).catch((error) => {
      forget(id, place)
      throw error
    })
    const answered = await readAnswer(await handle())
    if (NOTHING_DONE.includes(answered.status)) {
      forget(id, place)
      return answered
    }
    // It made room for another meanwhile.
    if (places.get(id) !== place) return answered
    const { body, cookie: _cookie, isSecret, ...rest } = answered
    // The effect has happened; without room for its answer, the next hears that it is not known.
    const isKept = !isSecret && (body === '' || /\bjson\b/.test(rest.type)) && Buffer.byteLength(body) <= limits.idempotencyBytes
    await keep({ request, answer: isKept ? { ...rest, body: body === '' ? '' : JSON.parse(body) } : rest }).catch(() => {})
    return answered
  }

  async function first(id: string, request: string, handle: () => Promise<Response>): Promise<Response> {
    const done = carryOut(id, request, handle)
    underWay.set(id, { request, done })
    try {
      return responseOf(await done)
    } finally {
      underWay.delete(id)
    }
  }

  return async (context, handle) => {
    const header = context.req.header('idempotency-key')
    if (header === undefined) return handle()
    const key = keyOf(header)
    if (key === undefined) return { code: 'REQUEST_INVALID', detail: 'Idempotency-Key is a text of 1 to 255 characters, in quotes or not' }
    const body = await readBody(context.env.incoming, limits)
    if ('code' in body) return body
    const owner = context.get('principal').id
    const id = `${digest(`${owner} ${key}`)}.${digest(owner).slice(0, OWNER_CHARS)}`
    const request = digest(`${context.req.method} ${context.env.incoming.url} ${JSON.stringify(body.value)}`)
    const before = underWay.get(id) ?? known(id)
    if (!before) return first(id, request, handle)
    if (before.request !== request) return { code: 'IDEMPOTENCY_KEY_REUSED' }
    if ('done' in before) return responseOf(await before.done, 'true')
    if (before.answer?.body === undefined) return { code: 'OUTCOME_UNKNOWN' }
    return responseOf({ ...before.answer, body: before.answer.body === '' ? '' : JSON.stringify(before.answer.body) }, 'true')
  }
}

/** Answers that tell a secret, which is not to be kept anywhere. */
const secrets = new WeakSet<Response>()

/** Says of an answer that it tells a secret: whoever asks again with the same Idempotency-Key hears OUTCOME_UNKNOWN. */
export function toldOnce(response: Response): Response {
  secrets.add(response)
  return response
}

type Answered = {
  readonly status: number
  readonly type: string
  /** Headers beside the type. */
  readonly more?: More
  readonly body: string
  readonly cookie?: string | null
  readonly isSecret?: boolean
}

/** Refusals after which nothing has happened, and trying again may help. */
const NOTHING_DONE: readonly number[] = [409, 429, 503]
/** What an answer says beside its type; the server adds the rest to every answer. */
const MORE = ['location', 'cache-control', 'retry-after']
const TIME_DIGITS = 9
const OWNER_CHARS = 11

const ownerOf = (id: string) => id.slice(-OWNER_CHARS)

function timeDigits(at: number) {
  return at.toString(36).padStart(TIME_DIGITS, '0')
}

/** A structured-field string, as the draft has it, or the bare text that most clients send. */
function keyOf(header: string): string | undefined {
  const text = /^"((?:[^"\\]|\\["\\])*)"$/.exec(header)?.[1]?.replaceAll(/\\(.)/g, '$1') ?? header
  return /^[\x20-\x7e]{1,255}$/.test(text) ? text : undefined
}

async function readAnswer(response: Response): Promise<Answered> {
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    more: Object.fromEntries(MORE.flatMap((name) => (response.headers.has(name) ? [[name, response.headers.get(name) ?? '']] : []))),
    body: await response.text(),
    cookie: response.headers.get('set-cookie'),
    isSecret: secrets.has(response),
  }
}

function responseOf({ status, type, more, body, cookie }: Answered, replayed?: 'true'): Response {
  const headers = {
    ...more,
    ...(type && { 'content-type': type }),
    ...(cookie && { 'set-cookie': cookie }),
    ...(replayed && { 'idempotency-replayed': replayed }),
  }
  return new Response(status === 204 ? null : body, { status, headers })
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
