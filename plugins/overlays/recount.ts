import type { EventOf, Host, UnifiedEvent } from '#sdk'
import { isReal } from './shown-live.ts'
import { COUNTED, type Counted, type Tally } from './tally.ts'

type Log = Pick<Host, 'events' | 'kv'>

const PAGE = 500
/** Of each type, newest first; older ones are left out. */
const MAX_PAGES = 40
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

/** Counts what the log has of a session. What was counted already is not counted again. */
export async function recount(host: Log, tally: Tally, sessionId: string): Promise<void> {
  const reset = (await host.kv.get('reset')) as Reset | undefined // Only written by this plugin.
  if (reset?.sessionId === sessionId) tally.leaveOut(reset.seqNo)
  for (const type of COUNTED) await recountType(host, tally, { type, sessionId })
}

/** Counts the newest once more, for what was accepted while one version of the plugin took over from another. Answers whether there was any. */
export async function catchUp({ events }: Pick<Host, 'events'>, tally: Tally, sessionId: string): Promise<boolean> {
  const newest = await events.query({ types: COUNTED, sessionId, limit: PAGE })
  return newest.filter((event) => tally.count(event as EventOf<Counted>)).length > 0 // Of the types that were asked for.
}

async function recountType({ events }: Pick<Host, 'events'>, tally: Tally, { type, sessionId }: { type: Counted; sessionId: string }) {
  let mark = 0
  let before: number | undefined
  for (let page = 0; page < MAX_PAGES; page++) {
    const found = await events.query({ types: [type], sessionId, limit: PAGE, ...(before !== undefined && { after: before }) })
    for (const event of found) tally.count(event as EventOf<Counted>) // Of the type that was asked for.
    mark = Math.max(mark, found[0]?.seqNo ?? 0)
    before = found.at(-1)?.seqNo
    if (found.length < PAGE) break
  }
  tally.mark(type, mark)
}
