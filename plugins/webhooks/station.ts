import type { Host, UnifiedEvent } from '#sdk'
import type { Clock } from '#sdk/clock'
import { RetryError } from '#sdk/failures'
import { createModeration } from '#sdk/moderation'
import type { createReceipts } from '#sdk/receipts'
import { valuesOf } from '#sdk/template'
import { type Endpoint, wants } from './endpoint.ts'
import type { Manner } from './kinds/kind.ts'
import { KINDS } from './kinds/kinds.ts'
import { type Entry, entryId, KEPT } from './outbox/entry.ts'
import { createGate, type Gate } from './outbox/gate.ts'
import type { createGone } from './outbox/gone.ts'
import { createLane } from './outbox/lane.ts'
import { createOverflow } from './outbox/overflow.ts'
import { createPatience } from './outbox/patience.ts'
import { createShelf } from './outbox/shelf.ts'
import { send } from './send.ts'

type Parts = {
  readonly host: Pick<Host, 'actions' | 'kv' | 'log' | 'signal' | 'events'>
  readonly receipts: ReturnType<typeof createReceipts>
  readonly clock: Clock
  readonly dryRun: boolean
  /** Of all webhooks of Discord, which counts what comes from one address of the internet. */
  readonly discordGate: Gate
  readonly gone: ReturnType<typeof createGone>
}

export type Station = Awaited<ReturnType<typeof createStation>>

/** One endpoint: what it wants to hear, what is on its way to it, and what it did not take. */
export async function createStation(endpoint: Endpoint, { host, receipts, clock, dryRun, discordGate, gone }: Parts) {
  const { name } = endpoint
  const kind = KINDS[endpoint.kind]
  const { fitValues } = createModeration()
  const shelf = createShelf(name, host.kv)
  const gate = endpoint.kind === 'discord' ? discordGate : createGate(clock.now)
  const judge = createPatience({ name, kv: host.kv, now: clock.now })
  let whyGone = await gone.why(endpoint)

  const lane = createLane({
    ...{ endpoint, kind, shelf, gate, receipts, clock },
    onRoom: takeUpMore,
    send: async (batch) => judge(await send(batch, { kind, endpoint, now: clock.now, signal: host.signal })),
    onGone(why) {
      whyGone = why
      host.log.warn(`Nothing is sent to ${name} any more. ${why}`)
      void gone.mark(endpoint, why).catch((error) => host.log.warn(`That ${name} is gone was not kept`, { error: String(error) }))
    },
  })

  const overflow = await createOverflow({ name, host, clock, takeUp, hasRoom: lane.hasRoom })

  function takeUpMore() {
    if (whyGone === undefined) void overflow.look()
  }

  async function entryOf(event: UnifiedEvent): Promise<Entry> {
    const now = clock.now()
    const id = await entryId(name, event.eventId)
    const body = kind.write(event, { ...endpoint, ...(await shownOf(event)) })
    return { id, body, seqNo: event.seqNo, type: event.eventType, at: event.timestamp, queuedAt: now, tries: 0, dueAt: now }
  }

  /** What people read there, without what moderation hides. */
  async function shownOf(event: UnifiedEvent): Promise<Pick<Manner, 'values'>> {
    if (!kind.shown) return {}
    return { values: await fitValues(host.actions, kind.shown(event, endpoint), valuesOf(event)) }
  }

  async function tell(event: UnifiedEvent) {
    if (whyGone !== undefined || !wants(endpoint, event)) return
    const what = `${event.eventType} → ${name}`
    if (dryRun) return receipts.track({ id: await entryId(name, event.eventId), what, dryRun }, async () => {})
    const entry = await entryOf(event)
    // Not before what waits already.
    if (overflow.size() > 0 && KEPT.has(event.eventType)) return overflow.add(event.seqNo)
    await lane.add(entry).catch((error: unknown) => postpone(event, error))
  }

  /** What may not be dropped and finds no room waits in the log. */
  function postpone({ seqNo }: UnifiedEvent, error: unknown): Promise<void> {
    if (!(error instanceof RetryError)) throw error
    return overflow.add(seqNo).catch(() => {
      throw error
    })
  }

  /** What waited in the log goes into the outbox. */
  async function takeUp(seqNo: number) {
    const [event] = await host.events.query({ types: [...KEPT], order: 'asc', after: seqNo - 1, limit: 1 })
    if (event?.seqNo !== seqNo) return host.log.warn(`${name} is not told of event ${seqNo}, which is no longer in the log`)
    try {
      await lane.add(await entryOf(event))
    } catch (error) {
      if (Object(error).permanent !== true) throw error
      host.log.warn(`${name} is not told of ${event.eventType}. ${Object(error).message}`)
    }
  }

  async function openLane() {
    await lane.open()
    takeUpMore()
  }

  return {
    name,
    tell,
    /** Begins to send, with what waited before. */
    async open() {
      if (whyGone === undefined) await openLane()
    },
    dead: async () => (await shelf.dead()).map(({ id, type, at, tries, failure }) => ({ id, endpoint: name, type, at, tries, failure })),
    /** Tries the dead again, all or one; answers how many. What there is no room for stays dead. */
    async redrive(id?: string): Promise<number> {
      let redriven = 0
      for (const { failure: _, isAlone: __, ...entry } of await shelf.dead()) {
        if (id !== undefined && entry.id !== id) continue
        lane.forget(entry.id)
        const isKept = await lane.add({ ...entry, tries: 0, queuedAt: clock.now(), dueAt: clock.now() }).catch(ifNoRoom)
        if (!isKept) break
        await shelf.forget(entry)
        redriven += 1
      }
      return redriven
    },
    /** Sends there again though it said that it is gone. */
    async resume(): Promise<void> {
      if (whyGone === undefined) return
      await gone.forget(endpoint)
      whyGone = undefined
      await openLane()
    },
    status: async () => ({
      ...{ name, kind: endpoint.kind, ...lane.status(), later: overflow.size() },
      deadLetters: await shelf.deadCount(),
      ...(whyGone !== undefined && { state: 'gone', why: whyGone }),
    }),
    stop() {
      overflow.stop()
      lane.stop()
    },
  }
}

/** Answers false for a lane that is full; throws any other. */
function ifNoRoom(error: unknown): false {
  if (error instanceof RetryError) return false
  throw error
}
