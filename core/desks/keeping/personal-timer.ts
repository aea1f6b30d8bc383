import type { Settings } from '../../../schemas/types.ts'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import type { ViewerKey } from '../../store/erasure/key.ts'
import { createPersonalRetention } from '../../store/erasure/personal-retention.ts'
import type { Store } from '../../store/store.ts'

const EVERY_MS = 30_000

type Parts = {
  readonly store: Pick<Store, 'rewrite' | 'personal'>
  readonly key: ViewerKey
  readonly settings: () => Settings
  readonly clock: Clock
  readonly log: Logger
}

/** Takes what is personal out of old events, twice a minute. */
export function createPersonalTimer({ store, key, settings, clock, log }: Parts) {
  const remove = createPersonalRetention({ store, key, clock, personalDays: () => settings().retention?.personalDays })
  const stopping = new AbortController()
  let running: Promise<unknown> = Promise.resolve()
  let cancel = clock.after(EVERY_MS, begin)

  function begin() {
    running = run()
      .catch((error) => log.error({ error: String(error) }, 'What is personal could not be taken out of old events'))
      .finally(() => {
        if (!stopping.signal.aborted) cancel = clock.after(EVERY_MS, begin)
      })
  }

  async function run() {
    const removed = await remove(stopping.signal)
    if (removed.viewers + removed.raw > 0) log.info(removed, 'Viewers of old events are pseudonyms now')
  }

  return {
    /** Resolves when what was under way has ended; the rest is done by the next start. */
    async stop() {
      stopping.abort()
      cancel()
      await running
    },
  }
}
