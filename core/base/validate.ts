import { Ajv, type ValidateFunction } from 'ajv'
import baseManifest from '../../schemas/base-manifest.v1.schema.json' with { type: 'json' }
import pluginManifest from '../../schemas/plugin-manifest.v1.schema.json' with { type: 'json' }
import revoked from '../../schemas/revoked.v1.schema.json' with { type: 'json' }
import settings from '../../schemas/settings.v1.schema.json' with { type: 'json' }
import type { BaseManifest, PluginManifest, Revoked, Settings, UnifiedEvent } from '../../schemas/types.ts'
import unifiedEvent from '../../schemas/unified-event.v1.schema.json' with { type: 'json' }
import { complaint } from './complaint.ts'

/** What can be validated, by name. `new-event` is an event before the store numbers it. */
export type Validated = {
  'unified-event': UnifiedEvent
  'new-event': Unnumbered<UnifiedEvent>
  'plugin-manifest': PluginManifest
  'base-manifest': BaseManifest
  settings: Settings
  revoked: Revoked
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
  return { ok: false, ...complaint(check.errors ?? [], value, TYPES) }
}

const IDS = {
  'unified-event': 'unified-event.v1.schema.json',
  'new-event': 'new-event',
  'plugin-manifest': 'plugin-manifest.v1.schema.json',
  'base-manifest': 'base-manifest.v1.schema.json',
  settings: 'settings.v1.schema.json',
  revoked: 'revoked.v1.schema.json',
} satisfies Record<keyof Validated, string>

const TYPES = unifiedEvent.definitions.EventType.enum

// inlineRefs without a bound makes one function of the whole schema, too large for the optimising compiler: a quarter of the speed. Up to 15 keywords are cheaper
// in place than called.
// strictRequired would refuse the tag that `discriminator` needs required beside a oneOf.
// That these are schemas is for a test to say: to find it out takes every start longer than all else here.
// What `optimize` would take out of the code the engine takes out as well: with it, making the code takes twice the time, and the code is no faster.
const ajv = new Ajv({
  ...{ strict: true, strictRequired: false, discriminator: true, inlineRefs: 15, allowUnionTypes: true, verbose: true },
  ...{ meta: false, validateSchema: false, code: { optimize: false } },
})
ajv.addSchema([unifiedEvent, newEvent(), pluginManifest, baseManifest, settings, revoked])

const compiled = new Map<keyof Validated, ValidateFunction>()

function validatorOf(name: keyof Validated): ValidateFunction {
  const validator = compiled.get(name) ?? ajv.getSchema(IDS[name])
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
