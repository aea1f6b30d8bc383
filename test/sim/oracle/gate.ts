import type { Dispatch, SchedulerFact } from '../../../core/schedule/schedule.ts'
import type { UnifiedEvent } from '../../../schemas/types.ts'
import type { Expect, Plugins } from './seen.ts'

/** What was said of an event. `late`: perhaps after its deadline, for when it began to wait is not seen from here. */
type Word = { said?: 'pass' | 'hide'; late?: 'pass' | 'hide' }

/** Watches that what a plugin looks at first reaches nobody before its word or its deadline, nor after it was hidden: G1, G2 and G3. */
export function createGateWatch({ plugins, expect, now }: { plugins: Plugins; expect: Expect; now: () => number }) {
  /** By event, in this life of the core. */
  const words = new Map<string, Word>()
  const accepted = new Map<string, number>()
  const hidden = new Set<string>()
  const deadlines = new Map<string, number>()
  let bornAt = 0
  let wasDown = false

  /** It began to wait then, or later. */
  const isInTime = ({ eventId, eventType }: UnifiedEvent) => now() < (accepted.get(eventId) ?? bornAt) + (deadlines.get(eventType) ?? 0)

  function sent(plugin: string, seqNo: number) {
    const event = plugins.eventOf(seqNo)
    if (!event || !deadlines.has(event.eventType)) return
    const word = words.get(event.eventId)
    if (word?.said !== undefined) return expect(word.said === 'pass', `G2: ${seqNo} was hidden, and sent to ${plugin}`)
    expect(wasDown || word?.late !== undefined || !isInTime(event), `G1: ${seqNo} was sent to ${plugin} before there was a word on it`)
  }

  return {
    installed(intercepts: readonly { readonly event: string; readonly deadlineMs: number }[]) {
      for (const { event, deadlineMs } of intercepts) deadlines.set(event, deadlineMs)
    },
    accepted(events: readonly UnifiedEvent[]) {
      for (const { eventId } of events) accepted.set(eventId, now())
    },
    asked(events: readonly UnifiedEvent[]) {
      for (const { eventId } of events) {
        expect(!words.has(eventId), `G1: ${eventId} was asked about twice`)
        words.set(eventId, {})
      }
    },
    judged(events: readonly UnifiedEvent[], say: (event: UnifiedEvent) => 'pass' | 'hide') {
      for (const event of events) {
        const word = words.get(event.eventId)
        if (word && isInTime(event)) word.said ??= say(event)
        else if (word) word.late ??= say(event)
      }
    },
    /** Nobody is asked now, and what waited goes on. */
    down() {
      wasDown = true
      for (const word of words.values()) if (word.late === undefined) word.said ??= 'pass'
    },
    dispatched(plugin: string, batch: readonly Dispatch[]) {
      if (deadlines.size > 0) for (const { seqNo } of batch) sent(plugin, seqNo)
    },
    fact(fact: SchedulerFact) {
      if (fact.kind !== 'discarded' || fact.reason !== 'hidden') return
      const word = words.get(plugins.eventOf(fact.seqNo)?.eventId ?? '')
      expect((word?.said ?? word?.late) === 'hide', `G3: ${fact.seqNo} was kept from ${fact.plugin}, and nobody hid it`)
      hidden.add(`${fact.plugin} ${fact.seqNo}`)
    },
    isHidden: (plugin: string, seqNo: number) => hidden.has(`${plugin} ${seqNo}`),
    restarted() {
      words.clear()
      accepted.clear()
      bornAt = now()
      wasDown = false
    },
  }
}
