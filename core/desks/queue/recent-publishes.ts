import type { WhyFrames } from '../../../schemas/types.ts'
import type { Clock } from '../../base/clock.ts'

const KEPT = 4096
const LISTED = 50
const NAMES_MAX = 1000
const MANY = 65_535

type Span = { readonly plugin: string; readonly from: number; readonly to: number }

/** What plugins published lately, and when; for who asks what came of an event. A message costs three numbers. */
export function createRecentPublishes(clock: Pick<Clock, 'now'>) {
  const times = new Float64Array(KEPT)
  const topics = new Uint16Array(KEPT)
  const counts = new Uint16Array(KEPT)
  const names = ['']
  const numbers = new Map<string, Map<string, number>>()
  let next = 0

  function numberOf(plugin: string, topic: string): number {
    const own = numbers.get(plugin) ?? new Map<string, number>()
    numbers.set(plugin, own)
    const known = own.get(topic)
    if (known !== undefined) return known
    if (names.length > NAMES_MAX) return 0
    own.set(topic, names.length)
    names.push(`${plugin}.${topic}`)
    return names.length - 1
  }

  return {
    /** `readers`: how many it went out to. */
    note(plugin: string, topic: string, readers: number): void {
      topics[next] = numberOf(plugin, topic)
      counts[next] = Math.min(readers, MANY)
      times[next] = clock.now()
      next = (next + 1) % KEPT
    },
    /** By these plugins, each within a time (monotonic milliseconds, which `iso` makes a date of). Undefined when it is too long ago to know. */
    within(spans: readonly Span[], iso: (monotonic: number) => string): WhyFrames | undefined {
      const oldest = times[next] ?? 0
      if (spans.length === 0 || spans.some(({ from }) => from < oldest)) return undefined
      const found = [...times.keys()].flatMap((place) => {
        const topic = names[topics[place] ?? 0] ?? ''
        const time = times[place] ?? 0
        const isIn = spans.some(({ plugin, from, to }) => topic.startsWith(`${plugin}.`) && time >= from && time <= to)
        return isIn ? [{ at: iso(time), topic, readers: counts[place] ?? 0 }] : []
      })
      const sent = found.sort((one, other) => (one.at < other.at ? -1 : 1)).slice(0, LISTED)
      return { published: found.length, sent }
    },
  }
}
