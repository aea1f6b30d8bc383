import { type EventType, type ReplayMark, TRIGGER_ID, type UnifiedEvent } from '../../schemas/types.ts'
import type { LaneConfig, LaneRule, Refusal } from './schedule.ts'

/** A rule made ready for the hot path. */
export type Rule = Pick<LaneRule, 'priority' | 'mode' | 'discardable' | 'coalesceMs'> & {
  readonly eventType: EventType
  /** Its number. */
  readonly trigger: number
  /** Events of one viewer run one after the other. */
  readonly isByViewer: boolean
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

function readRule(eventType: EventType, { priority, mode, discardable, coalesceMs, orderBy, where }: LaneRule): Rule {
  const isByViewer = mode === 'async' && orderBy === 'user'
  const rule = { eventType, trigger: TRIGGER_ID[eventType], priority, mode, discardable, coalesceMs, isByViewer }
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

/** What of a lane's config says which events it takes. */
type Taking = Pick<LaneConfig, 'plugin' | 'rules' | 'replays'>

/** The rules of a lane over time: an event keeps the rule that it was accepted under. */
export type RuleBook = {
  newest(): Rules
  /** Undefined for what is not delivered. */
  ruleOf(event: UnifiedEvent): Rule | undefined
  /** Why an event is not delivered; undefined when it is. */
  refusalOf(event: UnifiedEvent): Refusal | undefined
  /** The same for an event that has no number. */
  newestRuleOf(event: UnifiedEvent): Rule | undefined
  /** New rules for events after `head`; those that nothing up to `mark` needs any more are forgotten. */
  change(config: Taking, point: { readonly head: number; readonly mark: number }): void
}

/** A book with its first rules. It grows only while older events wait and an operator changes rules. */
export function createRuleBook(first: Taking): RuleBook {
  let newest = readChapter(first, 0)
  let chapters = [newest]
  const chapterOf = (event: UnifiedEvent) => (event.seqNo >= newest.from ? newest : chapters.findLast(({ from }) => event.seqNo >= from))
  return {
    newest: () => newest.rules,
    ruleOf(event) {
      const chapter = chapterOf(event)
      return chapter && ruleIn(chapter, event)
    },
    refusalOf: (event) => refusalIn(chapterOf(event) ?? newest, event),
    newestRuleOf: (event) => ruleIn(newest, event),
    change(config, { head, mark }) {
      newest = readChapter(config, head + 1)
      const needed = chapters.findLastIndex(({ from }) => from <= mark + 1)
      chapters = [...chapters.slice(Math.max(0, needed)), newest]
    },
  }
}

type Chapter = { readonly from: number; readonly plugin: string; readonly rules: Rules; readonly replays: boolean }

function readChapter({ plugin, rules, replays = false }: Taking, from: number): Chapter {
  return { from, plugin, rules: readRules(rules), replays }
}

function ruleIn(chapter: Chapter, event: UnifiedEvent): Rule | undefined {
  if (event.source === 'history') return undefined
  if (event.replay !== undefined && !takesReplay(chapter, event.replay)) return undefined
  const rule = chapter.rules.get(event.eventType)
  return rule && (rule.matches === undefined || rule.matches(event)) ? rule : undefined
}

function refusalIn(chapter: Chapter, event: UnifiedEvent): Refusal | undefined {
  if (ruleIn(chapter, event)) return undefined
  if (event.source === 'history') return 'history'
  if (event.replay && !takesReplay(chapter, event.replay)) return 'replay-not-taken'
  return chapter.rules.has(event.eventType) ? 'filtered' : 'not-subscribed'
}

/** A replay repeats effects only where it was sent on purpose, or where there are none. */
function takesReplay({ plugin, replays }: Chapter, { to }: ReplayMark): boolean {
  return to === undefined ? replays : to.includes(plugin)
}
