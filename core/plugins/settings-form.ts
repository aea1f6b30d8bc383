import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { HostError } from '../base/errors.ts'
import { isObject } from '../base/is-object.ts'
import { readJsonText } from './json-text.ts'
import { labelOf } from './label.ts'
import { type Check, compileSchema, MAX_SCHEMA_BYTES } from './plugin-schema.ts'

/** The file with the JSON Schema of a plugin's settings, if it has one. */
export const SETTINGS_SCHEMA = 'settings.schema.json'

/** What a plugin can be set to. */
export type SettingsForm = {
  readonly schema: Readonly<Record<string, unknown>>
  /** Fields that are written and never read: `"format": "password"` or `"writeOnly": true`. */
  readonly secrets: readonly string[]
  readonly check: Check
}

/** The form of a plugin's settings; undefined when it has none. Rejects with MANIFEST_INVALID. */
export async function readSettingsForm(folder: string): Promise<SettingsForm | undefined> {
  const text = await readFile(join(folder, SETTINGS_SCHEMA), 'utf8').catch((cause) => {
    if (cause.code === 'ENOENT') return undefined
    throw invalid(folder, ` cannot be read (${cause.code})`, cause)
  })
  if (text === undefined) return undefined
  if (text.length > MAX_SCHEMA_BYTES) throw invalid(folder, ` is larger than ${MAX_SCHEMA_BYTES / 1024} KiB`)
  const schema = await readJsonText(text).catch((cause: TypeError) => {
    throw invalid(folder, cause.message, cause)
  })
  if (!isObject(schema) || schema.type !== 'object')
    throw invalid(folder, ' is not the schema of an object; begin it with "type": "object"')
  const properties = isObject(schema.properties) ? schema.properties : {}
  const secrets = Object.keys(properties).filter((name) => isSecret(properties[name]))
  const deep = Object.entries(schema).some(([key, value]) =>
    key === 'properties' ? Object.values(properties).some(hidesSecret) : holdsSecret(value),
  )
  if (deep) throw invalid(folder, ' has a secret that is not a field of its own; only fields at the top can be secrets')
  return { schema, secrets, check: checkOf(folder, schema) }
}

function checkOf(folder: string, schema: Readonly<Record<string, unknown>>): Check {
  try {
    return compileSchema(schema)
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause
    throw invalid(folder, ` ${cause.message}`, cause)
  }
}

function isSecret(schema: unknown): boolean {
  return isObject(schema) && (schema.format === 'password' || schema.writeOnly === true)
}

/** Whether there is a secret somewhere below. */
function hidesSecret(schema: unknown): boolean {
  return typeof schema === 'object' && schema !== null && Object.values(schema).some(holdsSecret)
}

function holdsSecret(schema: unknown): boolean {
  return isSecret(schema) || hidesSecret(schema)
}

/** `problem` goes right behind the file's name. */
function invalid(folder: string, problem: string, cause?: unknown): HostError {
  const label = labelOf(folder, SETTINGS_SCHEMA)
  return new HostError('MANIFEST_INVALID', `${label}${problem}`, { file: label }, cause)
}
