import type { LaneConfig, SchedulerParts } from '../../core/schedule/schedule.ts'
import type { UnifiedEvent } from '../../schemas/types.ts'
import { createLaneBench, laneConfig, laneRule } from './lane-bench.ts'

type Call = { readonly events: readonly number[]; answer(hides?: readonly (string | undefined)[]): Promise<void>; fail(): Promise<void> }

/** A bench with interceptors: tests answer for them, and see what each lane was sent. */
export function createGateBench(parts: Partial<SchedulerParts> = {}) {
  const got: Record<string, number[]> = {}
  const deliveries = new Map<string, number[]>()
  const calls: Call[] = []
  const lines: string[] = []
  const bench = createLaneBench({
    dispatch(plugin, sent) {
      got[plugin] = [...(got[plugin] ?? []), ...sent.map(({ seqNo }) => seqNo)]
      deliveries.set(plugin, [...(deliveries.get(plugin) ?? []), ...sent.map(({ deliveryId }) => deliveryId)])
    },
    intercept: (plugin, events) =>
      new Promise((resolve, reject) => {
        lines.push(`${plugin} ${numbers(events)}`)
        const settled = () => bench.clock.advance(0)
        calls.push({
          events: numbers(events),
          answer(hides = []) {
            resolve(hides)
            return settled()
          },
          fail() {
            reject(new Error('It ended'))
            return settled()
          },
        })
      }),
    ...parts,
  })
  return {
    ...bench,
    got,
    calls,
    /** Who was asked about what, a line a call. */
    lines,
    /** Everything that a lane was sent ends well. */
    done(plugin: string) {
      bench.scheduler.settle(
        plugin,
        (deliveries.get(plugin) ?? []).splice(0).map((deliveryId) => ({ deliveryId, durationMs: 1 })),
      )
    },
    lane: (plugin: string) => bench.scheduler.status().find((lane) => lane.plugin === plugin),
  }
}

const numbers = (events: readonly UnifiedEvent[]) => events.map(({ seqNo }) => seqNo)

/** A lane that takes chats, gifts and shares; shares have the priority of chats. */
export function chatLane(plugin: string, config: Partial<LaneConfig> = {}): LaneConfig {
  return laneConfig({ chat: laneRule(), share: laneRule(), gift: laneRule({ priority: 100 }) }, { plugin, ...config })
}

/** A lane that takes nothing and looks at chats. */
export function chatInterceptor(plugin: string, deadlineMs = 100, rules: LaneConfig['rules'] = {}): LaneConfig {
  return laneConfig(rules, { plugin, intercepts: [{ event: 'chat', deadlineMs }] })
}
