import { MAX_ERROR_CHARS } from '../protocol.ts'
import type { Failure } from './syscalls.ts'

/** What a plugin threw, as text: the message, then where in the plugin's own file it came from. */
export function describeFailure(thrown: unknown, filename: string): Failure {
  try {
    if (!(thrown instanceof Error)) return { error: cut(typeof thrown === 'string' ? thrown : `Threw ${JSON.stringify(thrown)}`) }
    const permanent = thrown.name === 'PermanentError' || ('permanent' in thrown && thrown.permanent === true)
    const title = thrown.name === 'Error' ? thrown.message : `${thrown.name}: ${thrown.message}`
    const { retryAfterMs } = thrown as { retryAfterMs?: unknown }
    return {
      error: cut([title, ...framesOf(thrown, filename)].join('\n')),
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

function framesOf(error: Error, filename: string): string[] {
  return getStackString(error)
    .split('\n')
    .filter((line) => line.includes(filename))
    .map((line) => `    ${line.trim()}`)
}

function cut(text: string) {
  return String(text).slice(0, MAX_ERROR_CHARS)
}
