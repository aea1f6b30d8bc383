import type { UnifiedEvent } from '#sdk'

/** As the host names what a plugin emitted: `plugin:<id>:…`, and `replay:<id>:` before it when it is given once more. */
const EMITTED = /^(?:replay:[^:]+:)?plugin:([^:]+):/

/** The plugin that emitted the event; undefined when none did. The host says so, so no plugin passes for another. */
export function emitterOf({ source, eventId }: Pick<UnifiedEvent, 'source' | 'eventId'>): string | undefined {
  return source === 'plugin' || source === 'replay' ? EMITTED.exec(eventId)?.[1] : undefined
}
