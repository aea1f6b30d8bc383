/** What viewers and TikTok write, and money, which has letters; numbers may stand anywhere. */
const TEXTS = /\{(user|username|userId|gift|giftId|message|amount|event|eventId)\}/g
const NUMBERS = /\{[a-zA-Z]+\}/g
/** Of the private use area, so that no template has it. */
const MARK = '\ue000'

/** Commands whose last argument is a text component. */
const COMPONENT = /^(?:tellraw\s+\S+|title\s+\S+\s+(?:title|subtitle|actionbar)|bossbar\s+set\s+\S+\s+name)\s+/
const SAID = /^(?:say|me)\s/

/** Where a template has texts of viewers: in a text component, in what is said, or nowhere. */
export type Place = 'component' | 'said' | 'nowhere'

/**
 * Finds out where texts of viewers would go, or answers in one sentence why they must not: they are no names of players, no selectors, no commands. Only
 * what is shown as text, and nothing else, can be theirs.
 */
export function placeOf(template: string): Place | { readonly flaw: string } {
  if (!hasText(template)) return 'nowhere'
  if (SAID.test(template)) return 'said'
  const [head = ''] = COMPONENT.exec(template) ?? []
  if (head === '' || hasText(head))
    return { flaw: 'Texts of viewers can only be in say, tellraw, title and bossbar; take them out of this command' }
  const component = readComponent(template.slice(head.length))
  if (component === undefined) return { flaw: 'What is behind the target is no JSON; write for example {"text":"{user} is here"}' }
  const texts = template.match(TEXTS)?.length
  return marksOf(component) === texts
    ? 'component'
    : { flaw: 'Texts of viewers can only be the "text" of a component, and no click, selector or key of it' }
}

const hasText = (text: string) => text.search(TEXTS) >= 0

/** The component, with a mark where texts go, and a number where numbers do. */
function readComponent(json: string): unknown {
  try {
    return JSON.parse(json.replace(TEXTS, MARK).replace(NUMBERS, '0'))
  } catch {
    return undefined
  }
}

/** How many marks are where text is. `isText` says it of a plain string. */
function marksOf(component: unknown, isText = true): number {
  if (typeof component === 'string') return isText ? component.split(MARK).length - 1 : 0
  if (typeof component !== 'object' || component === null) return 0
  if (Array.isArray(component)) return sumOf(component.map((part) => marksOf(part, isText)))
  return sumOf(Object.entries(component).map(([key, value]) => marksOf(value, isTextual(key, value))))
}

/** `extra` has components, so its plain strings are text too. */
const isTextual = (key: string, value: unknown) =>
  (key === 'text' && typeof value === 'string') || (key === 'extra' && Array.isArray(value))

const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0)
