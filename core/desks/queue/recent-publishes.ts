import type { WhyFrames } from '../../../schemas/types.ts'
import type { Clock } from '../../base/clock.ts'

const KEPT = 4096
const NAMES_MAX = 1000

/** What plugins published lately, and when; for who asks what came of an event. A message costs three numbers. */
export function createRecentPublishes(clock: Pick<Clock, 'now'>) {
  const times = new Float64Array(KEPT)
  const topics = new Uint16Array(KEPT)
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
    note(plugin: string, topic: string): void {
      topics[next] = numberOf(plugin, topic)
      times[next] = clock.now()
      next = (next + 1) % KEPT
    },
    /** By these plugins, each within a time (monotonic milliseconds). Undefined when it is too long ago to know. */
    within(spans: readonly { readonly plugin: string; readonly from: number; readonly to: number }[]): WhyFrames | undefined {
      const oldest = times[next] ?? 0
      if (spans.length === 0 || spans.some(({ from }) => from < oldest)) return undefined
      const found = [...times.keys()].flatMap((at) => {
        const name = names[topics[at] ?? 0] ?? ''
        const time = times[at] ?? 0
        return spans.some(({ plugin, from, to }) => name.startsWith(`${plugin}.`) && time >= from && time <= to) ? [name] : []
      })
      return { published: found.length, topics: [...new Set(found)].sort() }
    },
  }
}
