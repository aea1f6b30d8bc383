import { systemClock } from '../../core/base/clock.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import type { Store } from '../../core/store/store.ts'
import type { UnifiedEvent } from '../../schemas/types.ts'
import { WITNESSES } from './crash-plugins.ts'

type Saw = { readonly plugin: string; readonly id: string; readonly attempt: number; readonly redelivered: boolean }

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
  // A plugin that says too much is cut short; the witness would then be no witness.
  if (/left out/.test(String(msg))) throw new Error(`${plugin} logged more than it may: ${line}`)
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
      .flatMap((event) => emissionsOf(event).filter((id) => !events.some(({ eventId }) => eventId === id)))
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
  const isOwed = ({ eventType }: UnifiedEvent) => WITNESSES[plugin]?.includes(eventType) === true
  const pages = [...(store.progress(plugin)?.pages.values() ?? [])]
  return [
    ...events
      .filter((event) => isOwed(event) && !dead.has(event.seqNo) && times(event.eventId) === 0)
      .map(({ eventId }) => `${plugin} never saw ${eventId}`),
    ...events
      .filter(({ eventType, eventId }) => eventType === 'like' && times(eventId) > 1)
      .map(({ eventId }) => `${plugin} saw ${eventId} again`),
    ...(pages.some((page) => page?.some((bits) => bits > 0)) ? [`${plugin} is still owed something`] : []),
  ]
}

/** Ids of what plugins emit when they handle an event. */
function emissionsOf(event: UnifiedEvent): readonly string[] {
  if (event.eventType !== 'gift' || event.payload.giftName !== 'emits') return []
  return ['gifts-sync', 'gifts-async'].map((plugin) => `plugin:${plugin}:${event.seqNo}:0`)
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
