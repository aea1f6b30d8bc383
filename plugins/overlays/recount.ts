import type { EventOf, Host, UnifiedEvent } from '#sdk'
import type { ShownLive } from './shown-live.ts'
import { COUNTED, type Counted, createTally, type Tally } from './tally.ts'

const PAGE = 500
/** Of each type, newest first; older ones are left out. */
const MAX_PAGES = 40
/** A live that ended longer ago than this is not shown again at a start. */
const MAX_AGE_MS = 12 * 3_600_000

export type Reset = { readonly sessionId: string; readonly seqNo: number }

/** Counts the newest live anew from the log, after a restart. Opens nothing when the last one is long ago. */
export async function recount(host: Pick<Host, 'events' | 'kv'>, live: ShownLive, now: () => number = Date.now): Promise<void> {
  const [newest] = await host.events.query({ types: COUNTED, limit: 1 })
  if (!newest || now() - Date.parse(newest.ingestedAt) > MAX_AGE_MS) return
  const reset = (await host.kv.get('reset')) as Reset | undefined // Only written by this plugin.
  const tally = createTally(reset?.sessionId === newest.sessionId ? { resetAt: reset.seqNo } : {})
  for (const type of COUNTED) await recountType(host, tally, { type, sessionId: newest.sessionId })
  live.open(newest, tally)
}

/** Counts what was accepted while one version of the plugin took over from another. */
export async function catchUp(host: Pick<Host, 'events'>, live: ShownLive): Promise<boolean> {
  const sessionId = live.sessionId()
  const tally = live.tally()
  if (!sessionId || !tally) return false
  const events = await host.events.query({ types: COUNTED, sessionId, limit: PAGE })
  return events.filter((event) => tally.count(event as EventOf<Counted>)).length > 0 // Of the types that were asked for.
}

async function recountType(host: Pick<Host, 'events'>, tally: Tally, { type, sessionId }: { type: Counted; sessionId: string }) {
  let mark = 0
  let before: number | undefined
  for (let page = 0; page < MAX_PAGES; page++) {
    const events: readonly UnifiedEvent[] = await host.events.query({
      ...{ types: [type], sessionId, limit: PAGE },
      ...(before !== undefined && { after: before }),
    })
    for (const event of events) tally.count(event as EventOf<Counted>) // Of the type that was asked for.
    mark = Math.max(mark, events[0]?.seqNo ?? 0)
    before = events.at(-1)?.seqNo
    if (events.length < PAGE) break
  }
  tally.mark(type, mark)
}
