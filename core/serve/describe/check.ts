import { Ajv, type Options, type ValidateFunction } from 'ajv'
import { complaint } from '../../base/complaint.ts'
import type { Problem } from '../problem.ts'
import type { JsonSchema } from '../routes/route.ts'

type Checked<T> = { readonly value: T } | Problem

/** Says whether what came in is what a route's schemas describe. */
export type Check = {
  /** The query, its numbers and booleans read from their texts. Else REQUEST_INVALID, with the `path` of the field. */
  query(schema: JsonSchema | undefined, sent: Readonly<Record<string, readonly string[]>>): Checked<Readonly<Record<string, unknown>>>
  /** The body as it came. Else BODY_INVALID, with the `path` of the field. */
  body(schema: JsonSchema | undefined, sent: unknown): Checked<unknown>
  /** Why a value is not what the schema describes; for tests of what goes out. */
  fault(schema: JsonSchema, value: unknown): string | undefined
}

// As in core/base/validate.ts, which says why.
const OPTIONS: Options = {
  strict: true,
  strictRequired: false,
  discriminator: true,
  inlineRefs: false,
  allowUnionTypes: true,
  verbose: true,
}

/** No fields at all. */
const NOTHING: JsonSchema = { type: 'object', additionalProperties: false }

/** Checks against schemas that may refer to the files; each is compiled when it is first needed. */
export function createCheck(files: readonly JsonSchema[]): Check {
  const closings = new WeakMap<JsonSchema, JsonSchema>()
  const closed = (schema: JsonSchema) => {
    // What is referred to says itself what else there may be.
    const known = closings.get(schema) ?? ('$ref' in schema ? schema : { type: 'object', additionalProperties: false, ...schema })
    closings.set(schema, known)
    return known
  }
  const ofBody = createCompiler(files, OPTIONS)
  const ofQuery = createCompiler(files, { ...OPTIONS, coerceTypes: true })

  return {
    query(schema = NOTHING, sent) {
      const repeated = Object.keys(sent).find((name) => sent[name]?.length !== 1)
      if (repeated !== undefined) return { code: 'REQUEST_INVALID', detail: `"${repeated}" is given more than once`, path: `/${repeated}` }
      const value: Record<string, unknown> = Object.fromEntries(Object.entries(sent).map(([name, texts]) => [name, texts[0]]))
      const validator = ofQuery(closed(schema))
      if (!validator(value)) return refused('REQUEST_INVALID', validator, value)
      // Ajv also reads 0x10, 1e3 and spaces as numbers.
      const odd = Object.keys(value).find((name) => typeof value[name] === 'number' && !/^-?\d+(\.\d+)?$/.test(sent[name]?.[0] ?? ''))
      if (odd !== undefined) return { code: 'REQUEST_INVALID', detail: `"${odd}" is not written as a number`, path: `/${odd}` }
      return { value }
    },
    body(schema = NOTHING, sent) {
      const validator = ofBody(schema)
      return validator(sent) ? { value: sent } : refused('BODY_INVALID', validator, sent)
    },
    fault(schema, value) {
      const validator = ofBody(schema)
      return validator(value) ? undefined : complaint(validator.errors ?? [], value).message
    },
  }
}

function refused(code: 'REQUEST_INVALID' | 'BODY_INVALID', { errors }: ValidateFunction, sent: unknown): Problem {
  const { pointer, message } = complaint(errors ?? [], sent)
  return { code, detail: message, ...(pointer && { path: pointer }) }
}

function createCompiler(files: readonly JsonSchema[], options: Options): (schema: JsonSchema) => ValidateFunction {
  const compiled = new WeakMap<JsonSchema, ValidateFunction>()
  let ajv: Ajv | undefined
  return (schema) => {
    ajv ??= createAjv(files, options)
    const validator = compiled.get(schema) ?? ajv.compile(schema)
    compiled.set(schema, validator)
    return validator
  }
}

function createAjv(files: readonly JsonSchema[], options: Options): Ajv {
  const ajv = new Ajv(options)
  ajv.addFormat('date-time', (text: string) => /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text)))
  return ajv.addSchema([...files])
}
