import { MAX_ERROR_CHARS } from '../protocol.ts'
import { errorWords, shownError } from './error-words.ts'
import type { Failure } from './syscalls.ts'

/** What a plugin threw, as text: the message, where in the plugin's own file it came from, then what caused it. */
export function describeFailure(thrown: unknown, filename: string): Failure {
  try {
    if (!(thrown instanceof Error)) return { error: cut(typeof thrown === 'string' ? thrown : `Threw ${JSON.stringify(thrown)}`) }
    const permanent = thrown.name === 'PermanentError' || ('permanent' in thrown && thrown.permanent === true)
    const { retryAfterMs } = thrown as { retryAfterMs?: unknown }
    return {
      error: cut(errorWords(shownError(thrown, filename))),
      ...(permanent && { permanent }),
      ...(isDelay(retryAfterMs) && { retryAfterMs }),
    }
  } catch {
    // The thrown thing itself throws when it is looked at.
    return { error: 'Threw something that cannot be shown' }
  }
}

function isDelay(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER
}

function cut(text: string) {
  return String(text).slice(0, MAX_ERROR_CHARS)
}
