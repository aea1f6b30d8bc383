import type { ErrorObject } from 'ajv'
import { nearest } from './nearest.ts'

type Complaint = { readonly pointer: string; readonly message: string }

/**
 * What ajv found, as the place (a JSON Pointer) and one sentence with the field, what it is and what it must be.
 * `types` are the words that a choice between schemas stands for.
 */
export function complaint(errors: readonly ErrorObject[], whole: unknown, types: readonly string[] = []): Complaint {
  // Of a choice, ajv reports every branch and then the choice itself; the choice says what is allowed.
  const error = errors.find(({ keyword }) => keyword === 'anyOf') ?? errors[0]
  if (!error) return { pointer: '', message: 'Is not valid' }
  const field = fieldOf(error)
  const pointer = field === undefined ? error.instancePath : `${error.instancePath}/${escaped(field)}`
  return { pointer, message: `${where(pointer, whole)} ${fault(error, types)}` }
}

/** The field an error is about when that is not the value it was found at. */
function fieldOf({ keyword, params }: ErrorObject): string | undefined {
  if (keyword === 'required') return params.missingProperty
  if (keyword === 'additionalProperties') return params.additionalProperty
  if (keyword === 'discriminator') return params.tag
  return undefined
}

function fault({ keyword, params, parentSchema, data, message }: ErrorObject, types: readonly string[]): string {
  switch (keyword) {
    case 'required':
      return 'is missing'
    case 'additionalProperties':
      return `is not known here${choice(params.additionalProperty, Object.keys(parentSchema?.properties ?? {}))}`
    case 'discriminator':
      return `${shown(params.tagValue)} is not an event type${choice(params.tagValue, types)}`
    case 'enum':
      return `is ${shown(data)}${choice(data, params.allowedValues)}`
    case 'const':
      return `is ${shown(data)}; it must be ${shown(params.allowedValue)}`
    case 'anyOf':
      return types.length > 0 ? `is ${shown(data)}${choice(data, [...types, '*'])}` : `is ${shown(data)}, which is none of what it may be`
    case 'pattern':
      return `is ${shown(data)}; it must ${exampleOf(parentSchema) ?? `match ${params.pattern}`}`
    case 'address':
      return message ?? 'is no address'
    case 'minLength':
      return data === '' ? 'is empty' : `is ${shown(data)}; it ${message}`
    case 'format':
      return `is ${shown(data)}; it must be ${SUCH_AS[params.format] ?? `a ${params.format}`}`
    default:
      return `is ${shown(data)}; it ${message}`
  }
}

const SUCH_AS: Readonly<Record<string, string>> = {
  'date-time': 'a time such as 2026-11-20T18:00:00Z',
  date: 'a date such as 2026-11-20',
  time: 'a time such as 18:00',
  email: 'an address such as ana@example.com',
  ipv4: 'an address such as 127.0.0.1',
  ipv6: 'an address such as ::1',
  uri: 'an address such as https://example.com',
}

/** Of a schema that gives one: people read that sooner than a pattern. */
function exampleOf(schema: unknown): string | undefined {
  const { examples } = Object(schema) as { examples?: unknown }
  return Array.isArray(examples) && typeof examples[0] === 'string' ? `be like ${shown(examples[0])}` : undefined
}

function where(pointer: string, whole: unknown) {
  if (pointer === '') return typeof whole === 'object' ? 'The whole' : 'The value'
  return `"${pointer.slice(1).split('/').map(unescaped).join('.')}"`
}

function choice(given: unknown, allowed: readonly unknown[]) {
  const names = allowed.map(String)
  const meant = typeof given === 'string' ? nearest(given, names) : undefined
  const list = names.length > 0 ? `; allowed: ${names.join(', ')}` : ''
  return meant === undefined ? list : `; did you mean "${meant}"?${list.replace('; a', ' A')}`
}

/** A value as a sentence may quote it: short, and on one line. */
function shown(value: unknown): string {
  const text = value === undefined ? 'missing' : typeof value === 'object' && value !== null ? kindOf(value) : JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57).toWellFormed()}…"` : text
}

function kindOf(value: object) {
  return Array.isArray(value) ? 'a list' : 'an object'
}

function escaped(field: string) {
  return field.replaceAll('~', '~0').replaceAll('/', '~1')
}

function unescaped(part: string) {
  return part.replaceAll('~1', '/').replaceAll('~0', '~')
}
