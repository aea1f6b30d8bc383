import type { EventOf } from '#sdk'
import { emitterOf } from '#sdk/emitter'

/** What rules are for. */
type Occasion = 'gift' | 'tip' | 'subscribe' | 'follow' | 'share' | 'streamStart' | 'streamEnd' | 'custom'
export type RuleEvent = EventOf<Occasion>

export type Deed = 'scene' | 'show' | 'hide' | 'filterOn' | 'filterOff' | 'media' | 'text'

/** What the operator wrote: on what, which of them, what is done, and for how long. */
export type Rule = {
  readonly event: Occasion
  /** Gifts worth less do nothing. */
  readonly minCoins: number
  /** Tips of less do nothing. */
  readonly minCents: number
  /** The gift's, or the custom event's; any when empty. */
  readonly name: string
  /** The plugin that a custom event has to be of; any when empty. */
  readonly of: string
  readonly do: Deed
  /** A scene, a source, a filter, a media source, a text source, or the whole path of a file. */
  readonly what: string
  /** For a source, its scene when that is not the one on air; for a filter, the source that it is on. */
  readonly on: string
  /** Seconds; for good when 0. */
  readonly forSeconds: number
  /** Seconds until the rule does anything again. */
  readonly coolDownSeconds: number
  readonly priority: number
  readonly text: string
}

/** Whether a rule is meant by an event. */
export function isMeant(rule: Rule, event: RuleEvent): boolean {
  if (rule.event !== event.eventType) return false
  switch (event.eventType) {
    case 'gift':
      return event.payload.coins >= rule.minCoins && isNamed(rule, event.payload.giftName)
    case 'tip':
      return (event.value.amountCents ?? 0) >= rule.minCents
    case 'custom':
      return isNamed(rule, event.payload.name) && isOfWhom(rule, event)
    default:
      return true
  }
}

function isNamed({ name }: Rule, found: string): boolean {
  return name === '' || name.toLowerCase() === found.toLowerCase()
}

/** Names that belong to one plugin, wherever the rule says no other; what else begins with `streaming.` is the host's. */
const OWNERS: ReadonlyMap<string, string> = new Map([
  ['streaming.goal.completed', 'goals'],
  ['menu.ordered', 'tip-menu'],
])

/** Any plugin may use any name; who tries a rule out may pass for each. */
function isOfWhom({ of }: Rule, event: EventOf<'custom'>): boolean {
  if (event.source === 'simulator') return true
  const { name } = event.payload
  const emitter = emitterOf(event)
  const owner = of || OWNERS.get(name.toLowerCase())
  if (owner !== undefined) return emitter === owner
  return emitter === undefined || !name.toLowerCase().startsWith('streaming.')
}

/** What the one who gave, followed or shared is called; '' for nobody. */
export function nameOf(event: RuleEvent): string {
  return ('user' in event && event.user?.safeName) || (event.eventType === 'tip' && event.payload.tipperName) || ''
}

/** `{name}`, `{gift}`, `{count}` and `{coins}` of a rule's text. */
export function filled(text: string, event: RuleEvent, name = nameOf(event)): string {
  const values: Readonly<Record<string, string>> = {
    name,
    ...(event.eventType === 'gift' && {
      gift: event.payload.giftName,
      count: String(event.payload.giftCount),
      coins: String(event.payload.coins),
    }),
  }
  return text.replace(/\{(\w+)\}/g, (whole, key: string) => (Object.hasOwn(values, key) ? (values[key] ?? '') : whole))
}
