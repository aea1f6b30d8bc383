import type { KeyValue, UnifiedEvent } from '#sdk'
import { entryId } from './entry.ts'

/** More wait for another try at no host; what comes behind them may come twice, with the same webhook-id. */
const MOST = 900

/** Which endpoints took an event that another had no room for, over restarts: when it comes again they are not told twice. */
export function createTaken(kv: KeyValue) {
  const keyOf = async ({ eventId }: UnifiedEvent) => `taken:${await entryId('', eventId)}`

  return {
    async by(event: UnifiedEvent): Promise<ReadonlySet<string>> {
      const names = await kv.get(await keyOf(event))
      return new Set(Array.isArray(names) ? names.map(String) : [])
    },
    /** A full store does not keep it. */
    async note(event: UnifiedEvent, names: readonly string[]): Promise<void> {
      if ((await kv.list('taken:')).length < MOST) await kv.set(await keyOf(event), names).catch(() => {})
    },
    forget: async (event: UnifiedEvent) => kv.delete(await keyOf(event)),
  }
}
