import { systemClock } from '../../core/base/clock.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import { PAGE_SIZE, type Progress, type Store } from '../../core/store/store.ts'
import type { UnifiedEvent } from '../../schemas/types.ts'
import { WITNESSES } from './crash-plugins.ts'

type Saw = { readonly plugin: string; readonly line: number; readonly id: string; readonly attempt: number; readonly redelivered: boolean }

/** What hosts told on the way to their end: what they accepted, and what plugins saw. */
export type Ledger = { readonly accepted: Map<number, string>; readonly saw: Saw[]; repeated: number }

export const createLedger = (): Ledger => ({ accepted: new Map(), saw: [], repeated: 0 })

/** Notes a line of test/support/crash-host.ts; the last one may be cut. */
export function note(line: string, ledger: Ledger): void {
  if (!line.endsWith('}')) return
  const { accepted, msg, plugin, fields } = JSON.parse(line)
  for (const [seqNo, eventId] of accepted ?? []) {
    if (ledger.accepted.has(seqNo)) ledger.repeated++
    ledger.accepted.set(seqNo, eventId)
  }
  if (msg === 'saw') ledger.saw.push({ plugin, ...JSON.parse(fields) })
}

/** Everything in a data folder that breaks a promise, given what was told; a sentence each. */
export async function faultsOf(dataDir: string, ledger: Ledger): Promise<readonly string[]> {
  const store = await createSqliteStore({ dataDir, clock: systemClock })
  const events = store.read(1, 100_000).map(({ event }) => event)
  const faults = [
    ...lost(events, ledger),
    ...Object.keys(WITNESSES).flatMap((plugin) => deliveriesOf(plugin, events, { ledger, store })),
    ...events
      .flatMap((event) => emissionsOf(event, store).filter((id) => !events.some(({ eventId }) => eventId === id)))
      .map((id) => `${id} is missing`),
    ...unmarked(ledger).map(({ plugin, id }) => `${plugin} saw ${id} again and was not told that it is a repeat`),
    ...(store.damaged() > 0 ? ['something is damaged'] : []),
  ]
  await store.close()
  return faults
}

function lost(events: readonly UnifiedEvent[], { accepted, repeated }: Ledger) {
  const found = new Map(events.map(({ seqNo, eventId }) => [seqNo, eventId]))
  return [
    ...[...accepted].filter(([seqNo, id]) => found.get(seqNo) !== id).map(([, id]) => `${id} was accepted and is lost`),
    ...events.filter(({ seqNo }, index) => seqNo !== index + 1).map(({ seqNo }) => `There is a gap before ${seqNo}`),
    ...(repeated > 0 ? [`${repeated} numbers were given twice`] : []),
  ]
}

function deliveriesOf(plugin: string, events: readonly UnifiedEvent[], { ledger, store }: { ledger: Ledger; store: Store }) {
  const dead = new Set(store.deadLetters({ plugin }).map(({ seqNo }) => seqNo))
  const saw = ledger.saw.filter((each) => each.plugin === plugin)
  const times = (eventId: string) => saw.filter(({ id }) => id === eventId).length
  const isPending = pendingIn(store.progress(plugin))
  const unseen = (event: UnifiedEvent) => isOwed(event) && !isPending(event) && !dead.has(event.seqNo) && times(event.eventId) === 0
  const isOwed = ({ eventType }: UnifiedEvent) => WITNESSES[plugin]?.includes(eventType) === true
  return [
    // A plugin may log a hundred lines a second; who saw more than that could not say so.
    ...(events.filter(unseen).length > unsaid(saw) ? events.filter(unseen).map(({ eventId }) => `${plugin} never saw ${eventId}`) : []),
    ...events
      .filter(({ eventType, eventId }) => eventType === 'like' && times(eventId) > 1)
      .map(({ eventId }) => `${plugin} saw ${eventId} again`),
    ...events
      .filter((event) => isOwed(event) && isPending(event))
      .map(({ eventId }) => `${plugin} is still owed ${eventId} (breaker ${store.breaker(plugin)?.state ?? 'closed'})`),
  ]
}

/** Whether an event waits for a plugin: it was shown to it and not settled, or not shown yet. */
function pendingIn(progress: Progress | undefined): (event: UnifiedEvent) => boolean {
  return ({ seqNo }) => {
    if (!progress || seqNo > progress.considered) return true
    const byte = progress.pages.get(Math.floor(seqNo / PAGE_SIZE))?.[(seqNo % PAGE_SIZE) >> 3] ?? 0
    return (byte & (1 << (seqNo & 7))) !== 0
  }
}

/** Lines that are missing between those that a plugin said; its count begins anew with each process. */
function unsaid(saw: readonly Saw[]): number {
  let missing = 0
  for (const [index, { line }] of saw.entries()) {
    const before = saw[index - 1]?.line ?? 0
    missing += line > before ? line - before - 1 : line - 1
  }
  return missing
}

/** Ids of what plugins emit when they handle an event, unless it was given up. */
function emissionsOf(event: UnifiedEvent, store: Store): readonly string[] {
  if (event.eventType !== 'gift' || event.payload.giftName !== 'emits') return []
  const isDead = (plugin: string) => store.deadLetters({ plugin }).some(({ seqNo }) => seqNo === event.seqNo)
  return ['gifts-sync', 'gifts-async'].filter((plugin) => !isDead(plugin)).map((plugin) => `plugin:${plugin}:${event.seqNo}:0`)
}

/** Deliveries that were not the first of their event, and did not say so. */
function unmarked({ saw }: Ledger) {
  const seen = new Set<string>()
  return saw.filter(({ plugin, id, attempt, redelivered }) => {
    const isRepeat = seen.has(`${plugin} ${id}`)
    seen.add(`${plugin} ${id}`)
    return isRepeat && attempt < 2 && !redelivered
  })
}
