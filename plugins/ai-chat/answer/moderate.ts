import type { Host } from '#sdk'
import { passesOwnFilter } from './own-filter.ts'

const LIMIT_MS = 4_000
/** What the action takes. */
const MAX_NAME = 200

/** Whether an answer may be shown, and the name of whom it is for. Undecided is no. */
export type Moderate = (text: string, name: string) => Promise<boolean>

/**
 * Asks the plugin `moderation`, where it is there and was granted, and besides the filter of our own. One that runs and fails, or takes too long, says no.
 */
export function createModerate(host: Pick<Host, 'actions' | 'log'>, blocked: readonly string[]): Moderate {
  let hasSaid = false

  async function ask(text: string, name: string): Promise<boolean> {
    try {
      return isFit(
        await withinTime(host.actions.call('moderation.check', { text, ...(name && { name: name.slice(0, MAX_NAME) }) }), LIMIT_MS),
      )
    } catch (error) {
      if (!isAbsent(error)) throw error
      if (!hasSaid) host.log.info('The plugin moderation is not there; answers pass a small filter of AI chat alone')
      hasSaid = true
      return true
    }
  }

  return async (text, name) => {
    if (![text, name].every((one) => passesOwnFilter(one, blocked))) return false
    return ask(text, name).catch((error: unknown) => {
      host.log.warn('An answer was kept back: it could not be moderated', { error: error instanceof Error ? error.message : 'unknown' })
      return false
    })
  }
}

/** Not there, off, or not granted: its operator does without it. */
function isAbsent(error: unknown): boolean {
  return (
    error instanceof Error && (error.name === 'NotCapable' || /There is no action|cannot be called|was not granted/.test(error.message))
  )
}

/** Anything but a clear yes is no. */
function isFit(verdict: unknown): boolean {
  return typeof verdict === 'object' && verdict !== null && Reflect.get(verdict, 'ok') === true
}

function withinTime<T>(answer: Promise<T>, limitMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`No verdict within ${limitMs / 1000} s`)), limitMs)
    answer.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
