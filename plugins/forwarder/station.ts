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
    /** Sends what was not taken once more, the oldest first, up to the first that is not taken either; what cannot be sent stays a letter. */
    async redrive() {
      let redriven = 0
      for (const letter of await deadLetters.list()) {
        const event = await eventOf(letter)
        if (!event) continue
        if (!(await forwarding.again(event))) break
        await deadLetters.drop(letter.id)
        redriven += 1
      }
      return { target: name, redriven, left: await deadLetters.count() }
    },
    status: async () => ({ target: name, ...forwarding.status(), deadLetters: await deadLetters.count() }),
    stop: forwarding.stop,
  }
}

const isWhole = (payload: DeadLetter['payload']): payload is UnifiedEvent => 'payload' in payload
