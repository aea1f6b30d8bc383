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
  /** There is a folder of that plugin, whatever its state. */
  readonly isHere: (plugin: string) => boolean
  /** Drops what the plugin is owed. */
  readonly forget: (plugin: string) => void
  readonly settings: () => Settings
  readonly clock: Clock
  readonly log: Logger
}

/**
 * Removes what is too old, soon after the start and then once an hour; tells in numbers what went, and what a plugin that does not take it holds. One
 * whose folder was gone an hour ago already is forgotten: else it would hold all that comes, for good.
 */
export function createRetention({ store, isHere, forget, settings, clock, log }: Parts) {
  const stopping = new AbortController()
  let running: Promise<unknown> = Promise.resolve()
  let held: Retained['held'] = []
  let gone: ReadonlySet<string> = new Set()
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
    const left = heldNow.filter(({ plugin }) => gone.has(plugin) && !isHere(plugin))
    for (const { plugin, events } of left) {
      forget(plugin)
      log.warn({ plugin, events }, 'Old events are not kept any more for a plugin whose folder is gone')
    }
    held = heldNow.filter((each) => !left.includes(each))
    for (const { plugin, events } of held) log.warn({ plugin, events }, 'Old events are kept for a plugin that has not taken them')
    gone = new Set(held.flatMap(({ plugin }) => (isHere(plugin) ? [] : plugin)))
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
