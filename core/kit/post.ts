import { PermanentError, RetryError } from '#sdk/failures'

/** What came back, whatever its status; of the text at most 4 KiB. */
export type Answer = { readonly status: number; readonly headers: Headers; readonly text: string }

type Posted = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

const MOST_BYTES = 4096

/** It is there, and did not answer in time. */
export class SilenceError extends RetryError {
  override readonly name = 'SilenceError'
}

/**
 * Posts, follows nothing, and answers in time. Rejects with SilenceError when there was no answer in time, RetryError when there was no connection, and
 * PermanentError when the plugin may not reach it.
 */
export async function post({ url, headers, body, timeoutMs, signal }: Posted): Promise<Answer> {
  try {
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: inTime })
    return { status: response.status, headers: response.headers, text: await beginningOf(response) }
  } catch (error) {
    throw failureOf(error, timeoutMs)
  }
}

/** The rest of a long answer is not waited for. */
async function beginningOf({ body }: Response): Promise<string> {
  if (!body) return ''
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes += part.value.byteLength
    text += decoder.decode(part.value.subarray(0, MOST_BYTES), { stream: true })
    if (bytes >= MOST_BYTES) break
  }
  void reader.cancel().catch(() => {})
  return text.slice(0, MOST_BYTES)
}

/** Without the address, which may hold a secret. */
function failureOf(error: unknown, timeoutMs: number): Error {
  const { name, cause } = Object(error) as { name?: string; cause?: { code?: string; message?: string } }
  if (name === 'NotCapable') return new PermanentError('This address was not granted; look at the plugin’s permissions')
  if (name === 'TimeoutError') return new SilenceError(`There was no answer within ${timeoutMs / 1000} s`)
  return new RetryError(`There was no connection${cause?.code ? ` (${cause.code})` : ''}`)
}
