import { type After, createDeadlines, realAfter } from './deadlines.ts'
import { failureOf, ServiceFailure } from './failure.ts'
import { messagesOf, parsed, textOf } from './messages.ts'
import type { Access, Answered, Ask, Piece, Usage, Wire } from './service.ts'

/** More than any persona may say; a model that goes on and on is cut here. */
const MAX_CHARS = 8_000

type Order = {
  readonly wire: Wire
  readonly access: Access
  readonly ask: Ask
  readonly isStream: boolean
  readonly limits: { readonly firstTokenMs: number; readonly totalMs: number }
  readonly signal: AbortSignal
}

/** Asks one service once. Rejects with ServiceFailure, and with nothing else. */
export async function exchange({ limits, signal, ...order }: Order, after: After = realAfter): Promise<Answered> {
  const deadlines = createDeadlines(limits, signal, after)
  try {
    return await carryOut(order, deadlines)
  } catch (error) {
    if (deadlines.signal.aborted) throw deadlines.signal.reason
    if (error instanceof ServiceFailure) throw error
    throw unreachable(error)
  } finally {
    deadlines.end()
  }
}

type Deadlines = ReturnType<typeof createDeadlines>

async function carryOut(
  { wire, access, ask, isStream }: Omit<Order, 'limits' | 'signal'>,
  { signal, begun }: Deadlines,
): Promise<Answered> {
  const { url, headers, body } = wire.request(ask, access, isStream)
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: isStream ? 'text/event-stream, application/json' : 'application/json',
      ...headers,
    },
    body: JSON.stringify(body),
    // The key must not go where the service sends us.
    redirect: 'manual',
    signal,
  })
  if (response.status !== 200) throw failureOf(response.status, response.headers, await errorIn(response), Date.now())
  return answerIn(response, wire, isStream, begun).catch((error: unknown) => {
    // Once it began to answer it was there.
    throw error instanceof ServiceFailure ? error : cutOff()
  })
}

async function answerIn(response: Response, wire: Wire, isStream: boolean, begun: () => void): Promise<Answered> {
  const type = response.headers.get('content-type') ?? ''
  if (/html/i.test(type)) throw new ServiceFailure('broken', 'answered with a web page; look at its address in the settings of AI chat')
  // Some local servers answer whole whatever was asked for.
  const isWhole = !isStream || (wire.framing === 'events' && /json/i.test(type))
  return isWhole ? whole(wire.readWhole(parsed(await textOf(response.body)))) : streamed(response, wire, begun)
}

function whole(piece: Piece): Answered {
  if (piece.failure) throw failed(piece.failure)
  const { text = '', ended = 'whole', usage = {} } = piece
  return { text: text.slice(0, MAX_CHARS), ended, ...usageIn(usage) }
}

async function streamed(response: Response, wire: Wire, begun: () => void): Promise<Answered> {
  let text = ''
  let usage: Partial<Usage> = {}
  let ended: Piece['ended']
  if (!response.body) throw cutOff()
  for await (const message of messagesOf(response.body, wire.framing)) {
    const piece = wire.readPart(message) ?? {}
    if (piece.failure) throw failed(piece.failure)
    if (piece.text) begun()
    text += piece.text ?? ''
    usage = { ...usage, ...piece.usage }
    // OpenAI says of a refusal that it ended well.
    ended = ended === 'refused' ? ended : (piece.ended ?? ended)
    if (text.length > MAX_CHARS) return { text: text.slice(0, MAX_CHARS), ended: 'cut' }
  }
  if (!ended) throw cutOff()
  return { text, ended, ...usageIn(usage) }
}

const cutOff = () => new ServiceFailure('broken', 'broke off in the middle of its answer')

function failed({ isBusy }: NonNullable<Piece['failure']>): ServiceFailure {
  return isBusy
    ? new ServiceFailure('busy', 'gave up on an answer because it is busy')
    : new ServiceFailure('broken', 'gave up on an answer')
}

function usageIn({ input, output }: Partial<Usage>): Pick<Answered, 'usage'> {
  return input === undefined || output === undefined ? {} : { usage: { input, output } }
}

async function errorIn(response: Response): Promise<unknown> {
  try {
    return JSON.parse(await textOf(response.body))
  } catch {
    return undefined
  }
}

function unreachable(error: unknown): ServiceFailure {
  if (error instanceof Error && error.name === 'NotCapable')
    return new ServiceFailure(
      'request',
      'may not be reached: its address is neither in the settings of AI chat nor among the permissions that it was granted',
    )
  return new ServiceFailure('unreachable', 'cannot be reached; look whether it runs, and at its address in the settings of AI chat')
}
