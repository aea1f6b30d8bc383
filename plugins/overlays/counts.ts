import type { EventOf, Host, UnifiedEvent, User } from '#sdk'
import { reversalOf } from '#sdk/tip-reversal'
import { createTurns } from '#sdk/turns'
import { catchUp, newestOf, type Reset, recount } from './recount.ts'
import { keepReversed } from './reversed-tips.ts'
import { createShownLive } from './shown-live.ts'
import type { Counted } from './tally.ts'

const CATCH_UP_MS = 2000
/** A start may take 10 s, and the log of a long live is longer than that: the rest of it is counted while the live goes on. */
const BEGIN_MS = 5000

/** The counts of the live that is shown, each event once, also after a restart. `onChange` is told whenever they are other ones. */
export function createCounts(host: Pick<Host, 'events' | 'kv' | 'log'>, onChange: () => void, { beginMs = BEGIN_MS } = {}) {
  let recounted: Promise<void> = Promise.resolve()
  let timer: ReturnType<typeof setTimeout> | undefined
  const inTurn = createTurns()
  const live = createShownLive((tally, event) => {
    recounted = recount(host, tally, event).then(onChange, failed)
  })

  function failed(error: unknown) {
    host.log.warn('What was given before cannot be counted', { reason: String(error) })
  }

  async function countMissed() {
    const [tally, sessionId] = [live.tally(), live.sessionId()]
    if (tally && sessionId && (await catchUp(host, tally, sessionId))) onChange()
  }

  return {
    /** Looks for the live that was on when the plugin last ran, and counts it. */
    async begin() {
      const newest = await newestOf(host, Date.now()).catch(failed)
      if (newest) live.of(newest)
      await Promise.race([recounted, new Promise((resolve) => (timer = setTimeout(resolve, beginMs)))])
      clearTimeout(timer)
      onChange()
      timer = setTimeout(() => countMissed().catch(failed), CATCH_UP_MS)
    },
    /** What was accepted while another version ended. */
    catchUp: countMissed,
    count(event: EventOf<Counted>) {
      if (live.of(event)?.count(event)) onChange()
    },
    /** A tip counts no more; it shows no other live. What is simulated takes nothing from anybody. */
    async takeBack(event: EventOf<'custom'>) {
      const reversal = event.source === 'simulator' ? undefined : reversalOf(event)
      if (!reversal) return
      await inTurn(() => keepReversed(host.kv, reversal.tipSeqNo))
      if (live.tally()?.takeBack(reversal.tipSeqNo)) onChange()
    },
    moderator: (event: UnifiedEvent, user: User) => live.of(event)?.moderator(user),
    /** Whether it is of the live that is shown. */
    isShown: (event: UnifiedEvent) => live.of(event) !== undefined,
    ended: live.ended,
    people: () => live.tally()?.people() ?? [],
    totals: () => ({ likes: live.tally()?.likes() ?? 0, followers: live.tally()?.followers() ?? 0 }),
    /** The boards begin anew. */
    async reset() {
      const sessionId = live.sessionId()
      const seqNo = live.tally()?.reset()
      if (sessionId && seqNo !== undefined) await host.kv.set('reset', { sessionId, seqNo } satisfies Reset)
      onChange()
    },
    stop: () => clearTimeout(timer),
  }
}
