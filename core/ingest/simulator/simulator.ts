import type { Clock } from '../../base/clock.ts'
import type { Source, SourceDoor, SourceState } from '../source.ts'
import { createScenes, type Moment } from './scenes.ts'
import { OPENING } from './script.ts'

type Parts = {
  readonly door: SourceDoor
  readonly clock: Clock
  /** At least 0, less than 1. */
  readonly random: () => number
  /** Whose live it pretends to be. */
  readonly username?: string
}

const CONNECT_MS = 200
/** How long it waits after events were refused. */
const RETRY_MS = 1000

/** A made-up live that never ends: a first gift within two seconds, then a lively mix. Needs no network. */
export function createSimulator({ door, clock, random, username = 'demo' }: Parts): Source {
  let state: SourceState = 'idle'
  let detail = 'Not started'
  let lastFrameAt: number | undefined
  let isOpen = false
  let playing: Promise<void> = Promise.resolve()
  let wake = () => {}
  const streamId = `simulator:${username}`

  const become = (to: SourceState, sentence: string) => {
    state = to
    detail = sentence
  }
  const isStopped = () => state === 'ended'

  function pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = clock.after(delayMs, resolve)
      wake = () => {
        cancel()
        resolve()
      }
    })
  }

  async function play(): Promise<void> {
    await pause(CONNECT_MS)
    if (isStopped()) return
    const scenes = createScenes({ random, run: clock.wallTime().toString(36) })
    door.openSession({ streamId, name: 'Demo', title: 'Demo live', source: 'simulator' })
    isOpen = true
    await happen({ afterMs: 0, draft: { eventType: 'connected', source: 'simulator', payload: { provider: 'simulator', attempt: 1 } } })
    for (const { kind, afterMs } of OPENING) await perform(scenes.scene(kind, afterMs))
    while (!isStopped()) await perform(scenes.next())
  }

  async function perform(moments: readonly Moment[]): Promise<void> {
    for (const moment of moments) if (!isStopped()) await happen(moment)
  }

  async function happen({ afterMs, draft }: Moment): Promise<void> {
    await pause(afterMs)
    if (isStopped()) return
    const refused = await door.ingest([draft]).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    )
    if (isStopped()) return
    lastFrameAt = clock.wallTime()
    if (refused === undefined) return become('connected', 'A made-up live plays; name a TikTok user to see a real one')
    become('waiting', `Events were refused: ${refused}`)
    await pause(RETRY_MS)
  }

  return {
    start() {
      if (state !== 'idle') return
      become('connecting', 'The made-up live begins')
      playing = play()
    },
    async stop() {
      if (state === 'ended') return playing
      become('ended', 'Stopped')
      wake()
      await playing
      // Whoever leaves does so without its last words, too.
      if (isOpen) await door.closeSession('stopped').catch((error) => become('ended', `Stopped; that could not be stored: ${error}`))
    },
    status: () => ({
      kind: 'simulator',
      state,
      detail,
      streamId,
      ...(lastFrameAt !== undefined && { lastFrameAt }),
      malformed: 0,
      unknown: 0,
      reconnects: 0,
    }),
  }
}
