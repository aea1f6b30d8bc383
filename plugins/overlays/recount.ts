import type { EventOf, Host, UnifiedEvent } from '#sdk'
import { reversedTips } from './reversed-tips.ts'
import { isReal } from './shown-live.ts'
import { COUNTED, type Counted, type Tally } from './tally.ts'

type Log = Pick<Host, 'events' | 'kv'>

const PAGE = 500
/** Read together, so that a long log is gone through twice and not six times: of likes there are more than of all others. */
const PASSES: readonly (readonly Counted[])[] = [COUNTED.filter((type) => type !== 'like'), ['like']]
/** In one pass, newest first; older ones are left out. */
const MAX_EVENTS = 20_000
/** So many records the host looks at for one answer: where that is empty, there may be more behind them. */
const LOOKED_AT = 20_000
/** One after the other, and nothing of the session is looked for any further. */
const MAX_EMPTY = 10
/** A live that ended longer ago than this is not shown again at a start. */
const MAX_AGE_MS = 12 * 3_600_000
/** So far back a live is looked for behind tests. */
const LOOK_BACK = 200

/** Up to where the boards of a session leave amounts out. */
export type Reset = { readonly sessionId: string; readonly seqNo: number }

/** The newest event of the live that is to be shown after a restart, if there is one; one of a test only when there is no live. */
export async function newestOf({ events }: Pick<Host, 'events'>, now: number): Promise<UnifiedEvent | undefined> {
  const newest = await events.query({ types: COUNTED, limit: LOOK_BACK })
  const recent = newest.filter(({ ingestedAt }) => now - Date.parse(ingestedAt) < MAX_AGE_MS)
  return recent.find(isReal) ?? recent[0]
}

/** Counts what the log has of a session, which an event of this number was in. What was counted already is not counted again. */
export async function recount(host: Log, tally: Tally, { sessionId, seqNo }: Pick<UnifiedEvent, 'sessionId' | 'seqNo'>): Promise<void> {
  const reset = (await host.kv.get('reset')) as Reset | undefined // Only written by this plugin.
  if (reset?.sessionId === sessionId) tally.leaveOut(reset.seqNo)
  for (const tip of await reversedTips(host.kv)) tally.takeBack(tip)
  for (const types of PASSES) await recountTypes(host, tally, { types, sessionId, seqNo })
}

/** Counts the newest once more, for what was accepted while one version of the plugin took over from another. Answers whether there was any. */
export async function catchUp({ events }: Pick<Host, 'events'>, tally: Tally, sessionId: string): Promise<boolean> {
  const newest = await events.query({ types: COUNTED, sessionId, limit: PAGE })
  return newest.filter((event) => tally.count(event as EventOf<Counted>)).length > 0 // Of the types that were asked for.
}

type Pass = { readonly types: readonly Counted[]; readonly sessionId: string; readonly seqNo: number }

/** Page by page; a page is as long as an answer may be, which says nothing of what is behind it. */
async function recountTypes({ events }: Pick<Host, 'events'>, tally: Tally, { types, sessionId, seqNo }: Pass) {
  let before: number | undefined
  let counted = 0
  for (let empty = 0; empty < MAX_EMPTY && counted < MAX_EVENTS && (before ?? 2) > 1; ) {
    const found = await events.query({ types, sessionId, limit: PAGE, ...(before !== undefined && { after: before }) })
    // What comes from now on with a number up to the first one is on a page.
    if (before === undefined) for (const type of types) tally.mark(type, found[0]?.seqNo ?? 0)
    tally.countEarlier(found as readonly EventOf<Counted>[]) // Of the types that were asked for.
    counted += found.length
    empty = found.length === 0 ? empty + 1 : 0
    before = found.at(-1)?.seqNo ?? (before === undefined ? seqNo : before - LOOKED_AT)
  }
}
