import type { Host, Plugin, UnifiedEvent } from '#sdk'

type Interceptor = (event: UnifiedEvent, host: Host) => unknown

/** Has a plugin look at events, all at once, and answers for each why it is hidden, or null. One that fails hides nothing, and leaves the others alone. */
export function createIntercepting(module: () => Plugin) {
  async function judge(event: UnifiedEvent, host: Host): Promise<string | null> {
    // The types name each one's own event; here any gets the event it is named after.
    const known = module().intercept as Readonly<Record<string, Interceptor>> | undefined
    const interceptor = known && Object.hasOwn(known, event.eventType) ? known[event.eventType] : undefined
    try {
      return reasonOf(await interceptor?.call(known, event, host))
    } catch (thrown) {
      host.log.warn('An event passed, because looking at it failed', { eventType: event.eventType, seqNo: event.seqNo })
      // What was thrown may quote the event.
      host.log.debug('Looking at an event failed', { thrown: String(thrown).slice(0, 1000) })
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
