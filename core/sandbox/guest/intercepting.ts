import type { Host, Plugin, UnifiedEvent } from '#sdk'
import type { Failure } from './syscalls.ts'

type Parts = {
  readonly module: () => Plugin
  readonly describe: (thrown: unknown) => Failure
  /** Whether the log may have what was thrown, for whoever writes the plugin. */
  readonly tellsWords: boolean
}
type Interceptor = (event: UnifiedEvent, host: Host) => unknown

/** Has a plugin look at events, all at once, and answers for each why it is hidden, or null. One that fails hides nothing, and leaves the others alone. */
export function createIntercepting({ module, describe, tellsWords }: Parts) {
  async function judge(event: UnifiedEvent, host: Host): Promise<string | null> {
    // The types name each one's own event; here any gets the event it is named after.
    const known = module().intercept as Readonly<Record<string, Interceptor>> | undefined
    const interceptor = known && Object.hasOwn(known, event.eventType) ? known[event.eventType] : undefined
    try {
      return reasonOf(await interceptor?.call(known, event, host))
    } catch (thrown) {
      const { error } = describe(thrown)
      // What was thrown may quote the event.
      const told = tellsWords ? { error } : { where: placeIn(error) }
      host.log.warn('An event passed, because looking at it failed', { eventType: event.eventType, seqNo: event.seqNo, ...told })
      if (!tellsWords) host.log.debug('Looking at an event failed', { error })
      return null
    }
  }

  return (input: string, host: Host): Promise<readonly (string | null)[]> =>
    Promise.all((JSON.parse(input) as readonly UnifiedEvent[]).map((event) => judge(event, host)))
}

function reasonOf(verdict: unknown): string | null {
  if (verdict === undefined || verdict === null) return null
  const { hide } = Object(verdict) as { hide?: unknown }
  if (typeof hide === 'string' && hide !== '') return hide.slice(0, 200)
  throw new TypeError('An interceptor answers nothing, or { hide: "why" }')
}

function placeIn(error: string): string {
  return (
    error
      .split('\n')
      .find((line) => line.startsWith('    at '))
      ?.trim() ?? 'not known'
  )
}
