import type { Failure } from '../guest/syscalls.ts'
import { MAX_ERROR_CHARS } from '../protocol.ts'

/** Reads what a guest says of a failure; text of a stranger's. */
export function failureOf(json: string): Failure {
  const { error, permanent, retryAfterMs } = parsed(json)
  return {
    error: String(error).slice(0, MAX_ERROR_CHARS),
    ...(permanent === true && { permanent }),
    ...(typeof retryAfterMs === 'number' && { retryAfterMs }),
  }
}

function parsed(json: string): Partial<Failure> {
  try {
    return JSON.parse(json) ?? {}
  } catch {
    return { error: 'It failed, and what it said cannot be read' }
  }
}
