import type { Host, UnifiedEvent } from '#sdk'
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
  const forwarding = createForwarding({
    ...{ target, send, deadLetters, clock },
    wants: (event) => wants(target, event, host.id),
    read: (query) => host.events.query({ types: EVENT_TYPES, order: 'asc', ...query }),
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

  return {
    name,
    start: forwarding.start,
    tell: forwarding.tell,
    deadLetters: deadLetters.list,
    /** Sends what was not taken once more, the oldest first, up to the first that is not taken either. */
    async redrive() {
      let redriven = 0
      for (const letter of await deadLetters.list()) {
        if (!isWhole(letter.payload) || !(await forwarding.again(letter.payload))) break
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
