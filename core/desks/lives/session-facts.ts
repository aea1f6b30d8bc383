import type { EventOf, UnifiedEvent } from '../../../schemas/types.ts'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import type { Ingest } from '../../ingest/ingest.ts'
import { FACT } from '../../ingest/replay/recorded.ts'
import type { LiveView } from '../../store/ledger.ts'
import type { Store, StoredEvent } from '../../store/store.ts'
import { moneyOf } from './session-view.ts'
import { sourceOf } from './tips.ts'

// A fact is an event of the log: streamStart, streamEnd or tip of a live. Each becomes one event of ours, whose id is made of it, so that a
// second try is left out as a repeat. `next` is kept: everything before it was told. A start goes on from there.

type Parts = {
  readonly store: Pick<Store, 'kv' | 'read' | 'head' | 'lives'>
  readonly ingest: Pick<Ingest, 'hand'>
  readonly clock: Pick<Clock, 'wallTime'>
  readonly log: Logger
}

const OWNER = '@facts'
const NEXT = 'next'
/** So many events may be looked at again by the next start. */
const NOTE_EVERY = 2048
const SLICE = 500

const SECOND_MS = 1000

/** What plugins hear of sessions and money: `custom` events named streaming.…, once for each fact, also over a crash. */
export function createSessionFacts({ store, ingest, clock, log }: Parts) {
  const { kv, lives } = store
  /** Numbers of facts that are being told; what could not be told stays for the next start. */
  const open = new Set<number>()
  let last = 0
  let noted = 0

  function note(isDue: boolean) {
    const [oldest = last + 1] = open
    if (oldest === noted || (!isDue && oldest - noted < NOTE_EVERY)) return
    noted = oldest
    kv.set(OWNER, NEXT, oldest)
  }

  async function tell(event: UnifiedEvent): Promise<void> {
    const live = lives.get(event.sessionId)
    const fact = live && isReal(event, live) ? factOf(event, live, clock.wallTime()) : undefined
    if (!live || !fact) return
    const draft = { eventType: 'custom', eventId: `${FACT}${event.eventId}`, payload: fact } as const
    await ingest.hand([draft], { streamId: live.streamId, sessionId: live.sessionId, source: 'api' })
  }

  function begin(event: UnifiedEvent) {
    open.add(event.seqNo)
    tell(event)
      .then(() => {
        open.delete(event.seqNo)
        note(true)
      })
      .catch((error) =>
        log.warn({ seqNo: event.seqNo, error: String(error) }, 'Plugins could not be told of a session; the next start does'),
      )
  }

  function accepted(events: readonly { readonly seqNo: number; readonly event: UnifiedEvent }[]) {
    for (const { event } of events) if (isFact(event)) begin(event)
    last = Math.max(last, events.at(-1)?.seqNo ?? 0)
    note(false)
  }

  return {
    accepted: (events: readonly StoredEvent[]) => accepted(events),
    /** Tells what an earlier start could not. */
    start() {
      const head = store.head()
      const kept = kv.get(OWNER, NEXT)
      // A log from before there were facts has none to tell.
      noted = typeof kept === 'number' ? kept : head + 1
      last = noted - 1
      for (let from = noted; from <= head; from += SLICE) accepted(store.read(from, Math.min(SLICE, head - from + 1), mayBeFact))
      last = Math.max(last, head)
      note(true)
    },
  }
}

const NEEDLES = ['tip', 'streamStart', 'streamEnd']
const mayBeFact = (bytes: Uint8Array) => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return NEEDLES.some((needle) => buffer.includes(needle))
}

function isFact({ eventType, seqNo }: UnifiedEvent): boolean {
  return (eventType === 'tip' || eventType === 'streamStart' || eventType === 'streamEnd') && seqNo > 0
}

/** What was replayed, simulated or happened before we came is nothing new. */
function isReal({ source, replay }: UnifiedEvent, live: LiveView): boolean {
  return replay === undefined && source !== 'simulator' && source !== 'history' && live.source !== 'simulator' && live.source !== 'replay'
}

/** The creator is the stream: the channel that it is on. `duration` in seconds. */
function factOf(event: UnifiedEvent, live: LiveView, nowMs: number): EventOf<'custom'>['payload'] | undefined {
  const { sessionId, streamId: creatorId, platform } = live
  if (event.eventType === 'streamStart') return { name: 'streaming.session.started', data: { creatorId, platform, sessionId } }
  if (event.eventType === 'streamEnd') {
    const { totalTipsCents, tipCount, currency } = moneyOf(live)
    const duration = Math.max(0, Math.round((Math.min(nowMs, Date.parse(event.ingestedAt)) - Date.parse(live.startedAt)) / SECOND_MS))
    return { name: 'streaming.session.ended', data: { creatorId, sessionId, duration, totalTipsCents, tipCount, currency } }
  }
  if (event.eventType !== 'tip') return undefined
  const { amountCents = 0, currency = 'XXX' } = event.value
  return { name: 'streaming.tip.received', data: { creatorId, amountCents, currency, source: sourceOf(event), sessionId } }
}
