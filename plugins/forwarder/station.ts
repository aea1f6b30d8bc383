import type { EventQuery, Host, UnifiedEvent } from '#sdk'
import type { Clock } from '#sdk/clock'
import type { createReceipts } from '#sdk/receipts'
import { createDeadLetters, type DeadLetter } from './dead-letters.ts'
import { EVENT_TYPES } from './event-types.ts'
import { createForwarding } from './forwarding.ts'
import type { Parcel } from './parcel.ts'
import { type Target, wants } from './target.ts'
import { sendParcel, type Verdict } from './verdict.ts'

type Parts = {
  readonly host: Pick<Host, 'id' | 'kv' | 'events' | 'signal'>
  readonly receipts: ReturnType<typeof createReceipts>
  readonly clock: Clock
  readonly dryRun: boolean
}

/** In a row, of which each may take 15 s: then it is the target, and not what was sent. */
const MOST_FAILURES = 3

export type Station = ReturnType<typeof createStation>

/** One target: the log on its way to it, and what it did not take. */
export function createStation(target: Target, { host, receipts, clock, dryRun }: Parts) {
  const { name } = target
  const deadLetters = createDeadLetters(name, host.kv)
  const read = (query: Pick<EventQuery, 'after' | 'limit'>) => host.events.query({ types: EVENT_TYPES, order: 'asc', ...query })
  const forwarding = createForwarding({
    ...{ target, send, deadLetters, clock, read },
    wants: (event) => wants(target, event, host.id),
    // What was only said is sent once it is meant.
    kv: dryRun ? { get: host.kv.get, set: async () => {} } : host.kv,
  })

  async function send(parcel: Parcel, attempt: number): Promise<Verdict> {
    let verdict: Verdict = { state: 'taken' }
    const [{ event }] = parcel
    const what = parcel.length === 1 ? `${event.eventType} → ${name}` : `${parcel.length} events → ${name}`
    const ask = async () => {
      verdict = await sendParcel(parcel, target, { now: clock.now(), signal: host.signal })
      if (verdict.state !== 'taken') throw Object.assign(new Error(verdict.why), { permanent: verdict.state === 'refused' })
    }
    await receipts.track({ id: `${name}:${event.seqNo}`, what, attempt, dryRun }, ask).catch(() => {})
    return verdict
  }

  /** What a letter is about, from the log where the letter has no room for it; undefined for what goes nowhere, or is not there any more. */
  async function eventOf({ reason, payload }: DeadLetter): Promise<UnifiedEvent | undefined> {
    if (isWhole(payload)) return payload
    if (reason === 'too-large') return undefined
    const [event] = await read({ after: payload.seqNo - 1, limit: 1 })
    return event?.seqNo === payload.seqNo ? event : undefined
  }

  return {
    name,
    start: forwarding.start,
    tell: forwarding.tell,
    deadLetters: deadLetters.list,
    /**
     * Sends what was not taken once more, the oldest first, until nobody is there; what is refused again, and what cannot be sent, stays a letter. `why` is
     * what was said of the last that was not taken.
     */
    async redrive() {
      let redriven = 0
      let failures = 0
      let why: string | undefined
      for (const letter of await deadLetters.list()) {
        const event = await eventOf(letter)
        if (!event) continue
        const verdict = await forwarding.again(event)
        if (verdict.state !== 'taken') why = verdict.why
        failures = verdict.state === 'failed' ? failures + 1 : 0
        if (verdict.state === 'away' || failures === MOST_FAILURES) break
        if (verdict.state !== 'taken') continue
        await deadLetters.drop(letter.id)
        redriven += 1
      }
      return { target: name, redriven, left: await deadLetters.count(), ...(why !== undefined && { why }) }
    },
    status: async () => ({ target: name, ...forwarding.status(), deadLetters: await deadLetters.count() }),
    stop: forwarding.stop,
  }
}

const isWhole = (payload: DeadLetter['payload']): payload is UnifiedEvent => 'payload' in payload
