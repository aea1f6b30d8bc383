import type { LaneConfig, LaneRule } from '../../core/schedule/schedule.ts'
import type { EventType } from '../../schemas/types.ts'
import type { Random } from './random.ts'

const TYPES = {
  gift: { priority: 100, discardable: false },
  follow: { priority: 50, discardable: false },
  share: { priority: 15, discardable: false },
  chat: { priority: 10, discardable: false },
  like: { priority: 5, discardable: true },
  question: { priority: 0, discardable: false },
  join: { priority: 0, discardable: true },
} satisfies Partial<Record<EventType, Pick<LaneRule, 'priority' | 'discardable'>>>

/** Lanes so small that they are full most of the time. */
export function randomLane(plugin: string, random: Random): LaneConfig {
  const asyncShare = random.one([0.1, 0.3, 0.8])
  const rules = Object.fromEntries(Object.entries(TYPES).map(([type, defaults]) => [type, randomRule(defaults, { random, asyncShare })]))
  const retry = { attempts: random.integer(1, 4), delayMs: random.one([0, 50, 200]) }
  const limits = { queueMax: random.integer(1, 25), concurrency: random.integer(1, 4) }
  return { plugin, rules, ...limits, retry, replays: random.chance(0.3) }
}

/** The lane after an operator changed something. */
export function changedLane(before: LaneConfig, random: Random): LaneConfig {
  const share = { ...randomRule(TYPES.share, { random, asyncShare: 0.2 }), priority: random.one([60, 15, 3]) }
  return { ...before, rules: { ...before.rules, share }, queueMax: random.integer(1, 25) }
}

type Defaults = Pick<LaneRule, 'priority' | 'discardable'>

/** Lanes with much in async mode have it in order. */
function randomRule(defaults: Defaults, { random, asyncShare }: { random: Random; asyncShare: number }): LaneRule {
  const mode = random.chance(asyncShare) ? 'async' : 'sync'
  const order = mode === 'async' && random.chance(asyncShare) ? ({ orderBy: 'user' } as const) : {}
  return { ...defaults, mode, streak: 'final', coalesceMs: random.one([0, 0, 20]), ...order }
}
