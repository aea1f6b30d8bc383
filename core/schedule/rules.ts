import type { EventType, UnifiedEvent } from '../../schemas/types.ts'
import type { LaneConfig, LaneRule } from './schedule.ts'

/** A rule made ready for the hot path. */
export type Rule = Pick<LaneRule, 'priority' | 'mode' | 'discardable' | 'coalesceMs'> & {
  readonly eventType: EventType
  readonly matches?: (event: UnifiedEvent) => boolean
}

/** The rule of each event type that is delivered. */
export type Rules = ReadonlyMap<EventType, Rule>

/**
 * Makes the rules of a lane ready. `streak` of the gift rule chooses between gift and giftStreak; the steps then follow
 * the gift rule, unless giftStreak has a rule of its own.
 */
export function readRules(rules: LaneConfig['rules']): Rules {
  const ready = new Map<EventType, Rule>()
  const gift = rules.gift
  if (gift && gift.streak !== 'final') ready.set('giftStreak', readRule('giftStreak', gift))
  for (const [type, rule] of Object.entries(rules) as [EventType, LaneRule][]) ready.set(type, readRule(type, rule))
  if (gift?.streak === 'each') ready.delete('gift')
  return ready
}

function readRule(eventType: EventType, { priority, mode, discardable, coalesceMs, where }: LaneRule): Rule {
  const rule = { eventType, priority, mode, discardable, coalesceMs }
  return where && Object.keys(where).length > 0 ? { ...rule, matches: readWhere(where) } : rule
}

function readWhere(where: NonNullable<LaneRule['where']>): (event: UnifiedEvent) => boolean {
  const fields = Object.entries(where).map(([path, value]) => ({ path: path.split('.'), value }))
  return (event) => fields.every(({ path, value }) => valueAt(event, path) === value)
}

function valueAt(start: unknown, path: readonly string[]): unknown {
  let value = start
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<string, unknown>)[key]
  }
  return value
}

/** The rules of a lane over time: an event keeps the rule that it was accepted under. */
export type RuleBook = {
  newest(): Rules
  /** Undefined for what is not delivered. */
  ruleOf(event: UnifiedEvent): Rule | undefined
  /** New rules for events after `head`; those that nothing up to `mark` needs any more are forgotten. */
  change(rules: LaneConfig['rules'], point: { readonly head: number; readonly mark: number }): void
}

/** A book with its first rules. It grows only while older events wait and an operator changes rules. */
export function createRuleBook(first: LaneConfig['rules']): RuleBook {
  let newest = readRules(first)
  let newestFrom = 0
  let chapters = [{ from: 0, rules: newest }]
  return {
    newest: () => newest,
    ruleOf(event) {
      if (event.source === 'history') return undefined
      const rules = event.seqNo >= newestFrom ? newest : chapters.findLast(({ from }) => event.seqNo >= from)?.rules
      const rule = rules?.get(event.eventType)
      return rule && (rule.matches === undefined || rule.matches(event)) ? rule : undefined
    },
    change(rules, { head, mark }) {
      newest = readRules(rules)
      newestFrom = head + 1
      const needed = chapters.findLastIndex(({ from }) => from <= mark + 1)
      chapters = [...chapters.slice(Math.max(0, needed)), { from: newestFrom, rules: newest }]
    },
  }
}
