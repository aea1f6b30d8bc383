import type { EventOf, Host } from '#sdk'
import { createSeen } from '../seen.ts'
import type { AnimationType, Look } from './look.ts'
import { lookOf } from './looks.ts'
import { readAnimationSettings } from './settings.ts'
import { type Animated, choiceFor } from './triggers.ts'

/** What the page is sent; one that comes twice is played once. */
export type Animation = { readonly id: string; readonly type: AnimationType; readonly look: Look }

/** What somebody asks for by hand. */
export type Wanted = {
  readonly type: AnimationType
  /** Of `custom`: the name of a preset. */
  readonly preset?: string
  readonly sessionId?: string
  readonly metadata?: Readonly<Record<string, unknown>>
}

const SEEN_MAX = 1000
/** What comes later than this is not celebrated any more. */
const MAX_AGE_MS = 60_000

export type Animations = Awaited<ReturnType<typeof openAnimations>>

/** Where the live that began last is kept, for after a restart. */
const SESSION = 'animations:session'

/** Plays animations on the page: by events that are worth it, and by hand. Whoever joined the session at /streaming hears of each. */
export async function openAnimations(
  host: Pick<Host, 'settings' | 'publish' | 'kv'>,
  { now = Date.now }: { readonly now?: () => number } = {},
) {
  const settings = readAnimationSettings(host.settings)
  const seen = createSeen(SEEN_MAX)
  const kept = await host.kv.get(SESSION)
  let session = typeof kept === 'string' ? kept : undefined

  function play(id: string, { type, preset, sessionId, metadata }: Wanted): Animation {
    const animation = { id, type, look: lookOf(type, settings.animationPresets, preset) }
    host.publish('animation', animation)
    if (sessionId !== undefined) host.publish('animation.trigger', { sessionId, type, ...(metadata && { metadata }) })
    return animation
  }

  return {
    async begin({ sessionId }: EventOf<'streamStart'>): Promise<void> {
      session = sessionId
      await host.kv.set(SESSION, sessionId)
    },
    /** Of a redelivered event nothing plays again. */
    event(event: EventOf<Animated>): void {
      session = event.sessionId
      const type = choiceFor(event, settings)
      if (type === 'none' || now() - Date.parse(event.ingestedAt) > MAX_AGE_MS || !seen.isNew(event.eventId)) return
      play(event.eventId, { type, sessionId: event.sessionId, metadata: { eventId: event.eventId, eventType: event.eventType } })
    },
    /** Without a session it is told to that of the newest event, or that began last. */
    trigger(wanted: Wanted): Animation {
      const sessionId = wanted.sessionId ?? session
      return play(`by-hand:${crypto.randomUUID()}`, { ...wanted, ...(sessionId !== undefined && { sessionId }) })
    },
    presets: () => settings.animationPresets.map(({ name }) => name),
  }
}
