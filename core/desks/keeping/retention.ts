import type { Settings } from '../../../schemas/types.ts'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import type { Retained, Store } from '../../store/store.ts'

const DAY_MS = 24 * 3_600_000

/** A start has other things to do first. */
const FIRST_AFTER_MS = 30_000
const EVERY_MS = 3_600_000

/** Days that things are kept unless the settings say otherwise; schemas/settings.v1.schema.json names them. */
const KEPT_DAYS = { eventDays: 90, deadLetterDays: 30, sessionDays: 365 }

type Parts = {
  readonly store: Pick<Store, 'retain'>
  readonly settings: () => Settings
  readonly clock: Clock
  readonly log: Logger
}

/** Removes what is too old, soon after the start and then once an hour; tells in numbers what went, and what a plugin that is away holds. */
export function createRetention({ store, settings, clock, log }: Parts) {
  const stopping = new AbortController()
  let running: Promise<unknown> = Promise.resolve()
  let held: Retained['held'] = []
  let cancel = clock.after(FIRST_AFTER_MS, begin)
  let isRunning = false

  function begin() {
    isRunning = true
    running = run()
      .catch((error) => log.error({ error: String(error) }, 'What is too old could not be removed'))
      .finally(() => {
        isRunning = false
        if (!stopping.signal.aborted) cancel = clock.after(EVERY_MS, begin)
      })
  }

  async function run() {
    const days = { ...KEPT_DAYS, ...settings().retention }
    const since = (kept: number) => clock.wallTime() - kept * DAY_MS
    const before = { events: since(days.eventDays), deadLetters: since(days.deadLetterDays), sessions: since(days.sessionDays) }
    const { removed, held: heldNow } = await store.retain({ before, signal: stopping.signal })
    if (Object.values(removed).some((count) => count > 0)) log.info(removed, 'What was too old is removed')
    for (const { plugin, events } of heldNow) log.warn({ plugin, events }, 'Old events are kept for a plugin that has not taken them')
    held = heldNow
  }

  return {
    /** Old events that plugins hold, as of the last time; for the report. */
    held: () => held,
    /** There is no room: what is too old goes at once. */
    soon() {
      if (isRunning || stopping.signal.aborted) return
      cancel()
      cancel = clock.after(0, begin)
    },
    /** Resolves when what was under way has ended; it goes on the next time. */
    async stop() {
      stopping.abort()
      cancel()
      await running
    },
  }
}
