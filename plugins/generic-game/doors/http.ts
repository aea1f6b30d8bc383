import { failureOf, PermanentError, RetryError } from '#sdk/failures'
import { createTurns } from '#sdk/turns'
import { written } from '../encode.ts'
import type { Parcel } from '../peers.ts'
import type { Settings } from '../settings.ts'
import { urlOf } from './address.ts'
import type { Door } from './door.ts'

const ANSWER_MS = 5000
const ANSWER_MOST_CHARS = 8192

/** Each message is a request, one after the other; fields in the address are encoded for it. What the game answers may say how it went. */
export const openHttp: Door = ({ settings, peers, hear }) => {
  const inTurn = createTurns()
  const send = (parcel: Parcel) => inTurn(async () => (await ask(settings, parcel)).split(/\r?\n/).forEach(hear))
  return async () => {
    urlOf(settings.address, ['http:', 'https:'])
    return peers.join({ send, close: () => {} }) ?? (() => {})
  }
}

async function ask(settings: Settings, { message, text, signal }: Parcel): Promise<string> {
  signal.throwIfAborted()
  const { method, token } = settings
  const url = urlOf(written(settings.address, message, 'url'), ['http:', 'https:'])
  const headers = { 'idempotency-key': message.id, ...(token && { authorization: `Bearer ${token}` }) }
  const body = method === 'GET' ? {} : { body: text, headers: { ...headers, 'content-type': typeOf(settings) } }
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)])
  try {
    const response = await fetch(url, { method, headers, redirect: 'manual', signal: inTime, ...body })
    const failure = failureOf(response, 'The game')
    if (failure) throw failure
    return (await response.text()).slice(0, ANSWER_MOST_CHARS)
  } catch (error) {
    throw whatFailed(error)
  }
}

function typeOf({ format, place }: Settings): string {
  if (format === 'json' || place === 'json') return 'application/json'
  return place === 'url' ? 'application/x-www-form-urlencoded' : 'text/plain; charset=utf-8'
}

function whatFailed(error: unknown): unknown {
  const { name } = Object(error) as { name?: string }
  if (name === 'NotCapable') return new PermanentError('The address of the game was not granted; approve the plugin’s permissions')
  if (name === 'TimeoutError') return new RetryError(`The game gave no answer within ${ANSWER_MS / 1000} s`)
  return error instanceof TypeError ? new RetryError('No game answers there; start it, and look at the address in the settings') : error
}
