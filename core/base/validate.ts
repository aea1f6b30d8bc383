import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import baseManifest from '../../schemas/base-manifest.v1.schema.json' with { type: 'json' }
import pluginManifest from '../../schemas/plugin-manifest.v1.schema.json' with { type: 'json' }
import settings from '../../schemas/settings.v1.schema.json' with { type: 'json' }
import type { BaseManifest, PluginManifest, Settings, UnifiedEvent } from '../../schemas/types.ts'
import unifiedEvent from '../../schemas/unified-event.v1.schema.json' with { type: 'json' }
import { nearest } from './nearest.ts'

/** What can be validated, by name. `new-event` is an event before the store numbers it. */
export type Validated = {
  'unified-event': UnifiedEvent
  'new-event': Unnumbered<UnifiedEvent>
  'plugin-manifest': PluginManifest
  'base-manifest': BaseManifest
  settings: Settings
}

type Unnumbered<E> = E extends unknown ? Omit<E, 'seqNo' | 'ingestedAt'> : never

/** The value, now typed; or where it is wrong (a JSON Pointer) and one sentence that says how. */
export type Verdict<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly pointer: string; readonly message: string }

/** Checks a value against a schema of `schemas/`. */
export function validate<N extends keyof Validated>(name: N, value: unknown): Verdict<Validated[N]> {
  const check = validatorOf(name)
  // The cast is what the schema just proved; schemas/types.ts is generated from the same files.
  if (check(value)) return { ok: true, value: value as Validated[N] }
  return { ok: false, ...complaint(check.errors ?? [], value) }
}

const IDS = {
  'unified-event': 'unified-event.v1.schema.json',
  'new-event': 'new-event',
  'plugin-manifest': 'plugin-manifest.v1.schema.json',
  'base-manifest': 'base-manifest.v1.schema.json',
  settings: 'settings.v1.schema.json',
} satisfies Record<keyof Validated, string>

const compiled = new Map<keyof Validated, ValidateFunction>()

function validatorOf(name: keyof Validated): ValidateFunction {
  const known = compiled.get(name)
  if (known) return known
  // inlineRefs makes one function of the whole schema, too large for the optimising compiler: a quarter of the speed.
  // strictRequired would refuse the tag that `discriminator` needs required beside a oneOf.
  const ajv = new Ajv({ strict: true, strictRequired: false, discriminator: true, inlineRefs: false, allowUnionTypes: true, verbose: true })
  ajv.addSchema([unifiedEvent, newEvent(), pluginManifest, baseManifest, settings])
  const validator = ajv.getSchema(IDS[name])
  if (!validator) throw new TypeError(`No schema named ${name}`)
  compiled.set(name, validator)
  return validator
}

/** The event's schema, without asking for what the store adds. */
function newEvent() {
  const { EventEnvelope } = unifiedEvent.definitions
  const required = EventEnvelope.required.filter((field) => field !== 'seqNo' && field !== 'ingestedAt')
  return {
    ...unifiedEvent,
    $id: IDS['new-event'],
    definitions: { ...unifiedEvent.definitions, EventEnvelope: { ...EventEnvelope, required } },
  }
}

function complaint(errors: readonly ErrorObject[], whole: unknown) {
  // Of a choice, ajv reports every branch and then the choice itself; the choice says what is allowed.
  const error = errors.find(({ keyword }) => keyword === 'anyOf') ?? errors[0]
  if (!error) return { pointer: '', message: 'Is not valid' }
  const field = fieldOf(error)
  const pointer = field === undefined ? error.instancePath : `${error.instancePath}/${escaped(field)}`
  return { pointer, message: `${where(pointer, whole)} ${fault(error)}` }
}

/** The field an error is about when that is not the value it was found at. */
function fieldOf({ keyword, params }: ErrorObject): string | undefined {
  if (keyword === 'required') return params.missingProperty
  if (keyword === 'additionalProperties') return params.additionalProperty
  if (keyword === 'discriminator') return params.tag
  return undefined
}

function fault({ keyword, params, parentSchema, data, message }: ErrorObject): string {
  switch (keyword) {
    case 'required':
      return 'is missing'
    case 'additionalProperties':
      return `is not known here${choice(params.additionalProperty, Object.keys(parentSchema?.properties ?? {}))}`
    case 'discriminator':
      return `${shown(params.tagValue)} is not an event type${choice(params.tagValue, unifiedEvent.definitions.EventType.enum)}`
    case 'enum':
      return `is ${shown(data)}${choice(data, params.allowedValues)}`
    case 'const':
      return `is ${shown(data)}; it must be ${shown(params.allowedValue)}`
    case 'anyOf':
      return `is ${shown(data)}${choice(data, [...unifiedEvent.definitions.EventType.enum, '*'])}`
    case 'pattern':
      return `is ${shown(data)}; it must match ${params.pattern}`
    default:
      return `is ${shown(data)}; it ${message}`
  }
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
