import { type Category, DEFAULT, giftKey, type Messages } from './messages.ts'
import { LISTS, PARTS, type Part, type Pattern, type Structure } from './structure.ts'

/** What an operator can mend: the field, and what to do. */
export class MessagesError extends Error {
  override readonly name = 'MessagesError'
}

const LIMITS = { categories: 50, gifts: 500, texts: 200, characters: 300, structures: 50, parts: 12 }
/** The categories that are one pattern each; `gift` has one for each gift, and any other may. */
const GIFT = 'gift'
/** What else the parts are called, in one or many. */
const OTHER_NAMES = new Map<string, Part>(
  Object.entries({ username: 'user', name: 'user', viewer: 'user', message: 'text', comment: 'text' }),
)
/** How a structure's parts may be written down beside a list: `{opener} {user}`, `opener+user`. */
const BETWEEN = /[\s+,|>{}]+/

type Fields = Readonly<Record<string, unknown>>

/**
 * Reads messages: `{ "es": { "follow": … } }`, or without languages as in gmod-tts-modular.json, `{ "follow": … }`. Answers those of the language, and nothing
 * for a language that is not there. Throws MessagesError for what is wrong anywhere in it.
 */
export function checkMessages(json: unknown, language: string): Messages {
  const all = fieldsOf(json, 'The file', LIMITS.categories)
  const tongues = Object.entries(all).filter(([name, value]) => /^[a-z]{2,3}$/.test(name) && isCategories(value))
  if (tongues.length === 0) return categoriesOf(all, '')
  const read = tongues.map(([name, value]) => [name, categoriesOf(fieldsOf(value, name, LIMITS.categories), `${name}.`)] as const)
  return new Map(read).get(language) ?? new Map()
}

/** A language has categories, where a category has lists. */
function isCategories(value: unknown): boolean {
  const own: readonly string[] = [...Object.values(LISTS), 'structures']
  return isFields(value) && !Object.keys(value).some((name) => own.includes(name))
}

function categoriesOf(all: Fields, where: string): Messages {
  const entries = Object.entries(all).filter(([name]) => !name.startsWith('$') && !name.startsWith('_'))
  return new Map(entries.map(([name, value]) => [name, categoryOf(fieldsOf(value, where + name, LIMITS.gifts), name, where + name)]))
}

function categoryOf(fields: Fields, name: string, where: string): Category {
  if ('structures' in fields) return { patterns: new Map([[DEFAULT, patternOf(fields, where)]]) }
  const entries = Object.entries(fields)
  if (name !== GIFT && !(DEFAULT in fields))
    throw new MessagesError(`${where} has no “structures”: write down in which order its parts are said`)
  const patterns = entries.flatMap(([gift, value]) => {
    const own = fieldsOf(value, `${where}.${gift}`, LIMITS.gifts)
    const pattern = patternOf(own, `${where}.${gift}`)
    return [gift === DEFAULT ? DEFAULT : giftKey(gift), ...namesOf(own, `${where}.${gift}`)].map((key) => [key, pattern] as const)
  })
  return { patterns: new Map(patterns) }
}

/** What else the gift is called, for example in another language. */
function namesOf(fields: Fields, where: string): readonly string[] {
  return fields.names === undefined ? [] : textsOf(fields.names, `${where}.names`).map(giftKey)
}

function patternOf(fields: Fields, where: string): Pattern {
  const list = (name: string) => (fields[name] === undefined ? [] : textsOf(fields[name], `${where}.${name}`))
  const lists = { opener: list(LISTS.opener), connector: list(LISTS.connector), action: list(LISTS.action), closing: list(LISTS.closing) }
  const given = fields.structures
  if (!Array.isArray(given) || given.length === 0 || given.length > LIMITS.structures)
    throw new MessagesError(
      `${where}.structures is no list of 1 to ${LIMITS.structures}: write for example [{ "weight": 1, "parts": ["opener", "user"] }]`,
    )
  return { lists, structures: given.map((each, n) => structureOf(each, lists, `${where}.structures[${n}]`)) }
}

function structureOf(given: unknown, lists: Pattern['lists'], where: string): Structure {
  const fields = isFields(given) ? given : { parts: given }
  const names = fields.parts ?? fields.say ?? fields.structure ?? fields.pattern ?? fields.template
  const split = typeof names === 'string' ? names.split(BETWEEN).filter(Boolean) : names
  if (!Array.isArray(split) || split.length === 0 || split.length > LIMITS.parts)
    throw new MessagesError(`${where}.parts is no list of 1 to ${LIMITS.parts} parts: use ${PARTS.join(', ')}`)
  const parts = split.map((name, n) => partOf(name, `${where}.parts[${n}]`))
  const empty = parts.find((part) => part in lists && lists[part as keyof typeof LISTS].length === 0)
  if (empty)
    throw new MessagesError(`${where} says “${empty}”, and there is no list of them: add “${LISTS[empty as keyof typeof LISTS]}” beside it`)
  return { parts, weight: weightOf(fields.weight, where) }
}

function partOf(name: unknown, where: string): Part {
  const said = typeof name === 'string' ? name.toLowerCase().replace(/(?<=^(opener|connector|action|closing))s$/, '') : ''
  const part = PARTS.find((known) => known === said) ?? OTHER_NAMES.get(said)
  if (!part) throw new MessagesError(`${where} is ${JSON.stringify(name)?.slice(0, 40)}: use one of ${PARTS.join(', ')}`)
  return part
}

function weightOf(weight: unknown, where: string): number {
  if (weight === undefined) return 1
  if (typeof weight !== 'number' || !(weight > 0 && weight <= 1000))
    throw new MessagesError(`${where}.weight is no number above 0 and up to 1000`)
  return weight
}

function textsOf(value: unknown, where: string): readonly string[] {
  if (!Array.isArray(value) || value.length > LIMITS.texts) throw new MessagesError(`${where} is no list of up to ${LIMITS.texts} texts`)
  return value.map((text, n) => {
    if (typeof text !== 'string' || text.trim() === '' || text.length > LIMITS.characters)
      throw new MessagesError(`${where}[${n}] is no text of 1 to ${LIMITS.characters} characters`)
    return text.trim()
  })
}

function fieldsOf(value: unknown, where: string, max: number): Fields {
  if (!isFields(value)) throw new MessagesError(`${where} is no object: write { … }`)
  if (Object.keys(value).length > max) throw new MessagesError(`${where} has more than ${max} fields`)
  return value
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
