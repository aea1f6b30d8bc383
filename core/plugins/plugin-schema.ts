import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { complaint } from '../base/complaint.ts'
import { isOverdue, withinTime } from '../base/time-limit.ts'
import type { Verdict } from '../base/validate.ts'
import { addressFault, formatsIn } from './formats.ts'

export const MAX_SCHEMA_BYTES = 64 * 1024
const COMPILE_MS = 2000
const CHECK_MS = 200
/** A schema that was too slow so often is not tried again. */
const MAX_STRIKES = 3
const OVERDUE = { ok: false, pointer: '', message: 'To check the value takes too long' } as const

/** A plugin author's schema, ready to use. `isUnknown` says of a field that nothing is wrong with it but that the schema has none of that name. */
export type Check = (value: unknown) => Verdict<unknown> & { readonly isUnknown?: boolean }

/**
 * Makes a plugin's JSON Schema (draft 7) ready. Values are copied, and defaults filled in; formats.ts says which formats are checked.
 * Throws TypeError, one sentence, for a schema that is too large, wrong, or has keywords that are not in draft 7.
 */
export function compileSchema(schema: Readonly<Record<string, unknown>>): Check {
  if (JSON.stringify(schema).length > MAX_SCHEMA_BYTES) throw new TypeError(`is larger than ${MAX_SCHEMA_BYTES / 1024} KiB`)
  if ('$async' in schema) throw new TypeError('"$async" is not for here')
  const compiled = compile(schema)
  let strikes = 0
  return (value) => {
    if (strikes >= MAX_STRIKES) return OVERDUE
    // JSON leaves nothing but plain data.
    const copy: unknown = JSON.parse(JSON.stringify(value ?? null))
    try {
      if (withinTime(() => compiled(copy), CHECK_MS)) return { ok: true, value: copy }
    } catch (error) {
      if (!isOverdue(error)) throw error
      strikes += 1
      return OVERDUE
    }
    const errors = compiled.errors ?? []
    const isUnknown = errors.length === 1 && errors[0]?.keyword === 'additionalProperties'
    return { ok: false, ...complaint(errors.map(inWords), copy), ...(isUnknown && { isUnknown }) }
  }
}

function inWords(error: ErrorObject): ErrorObject {
  const message = error.keyword === 'format' ? addressFault(error.params.format, error.data) : undefined
  return message === undefined ? error : { ...error, keyword: 'address', message }
}

const OPTIONS = {
  useDefaults: true,
  strictTypes: false,
  allowUnionTypes: true,
  verbose: true,
  logger: false,
} as const

/** Knows what a schema may say. Made once: to compile the schema of schemas takes longer than any of theirs. */
const reader = new Ajv({ ...OPTIONS, validateFormats: false })

function compile(schema: Readonly<Record<string, unknown>>): ValidateFunction {
  try {
    return withinTime(() => {
      reader.validateSchema(schema, true)
      // One for each, because two plugins may give their schemas the same "$id".
      return new Ajv({ ...OPTIONS, formats: formatsIn(schema), meta: false, validateSchema: false, code: { optimize: false } }).compile(
        schema,
      )
    }, COMPILE_MS)
  } catch (error) {
    if (isOverdue(error)) throw new TypeError('takes too long to read')
    throw new TypeError(error instanceof Error ? error.message : 'is not a JSON Schema', { cause: error })
  }
}
