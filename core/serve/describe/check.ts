import { Ajv, type Options, type ValidateFunction } from 'ajv'
import { complaint } from '../../base/complaint.ts'
import type { Problem } from '../problem.ts'
import type { JsonSchema } from '../routes/route.ts'
import { readQueryTexts } from './query-text.ts'

type Checked<T> = { readonly value: T } | Problem

/** Says whether what came in is what a route's schemas describe. */
export type Check = {
  /** The query, its numbers and booleans read from their texts. Else REQUEST_INVALID, with the `path` of the field. */
  query(schema: JsonSchema | undefined, sent: Readonly<Record<string, readonly string[]>>): Checked<Readonly<Record<string, unknown>>>
  /** The body as it came. Else BODY_INVALID, with the `path` of the field. */
  body(schema: JsonSchema | undefined, sent: unknown): Checked<unknown>
}

// As in core/base/validate.ts, which says why. Files of ours are not looked at as schemas once more at every start; a test does.
const OPTIONS: Options = {
  ...{ strict: true, strictRequired: false, discriminator: true, inlineRefs: false, allowUnionTypes: true, verbose: true },
  validateSchema: false,
}

/** No fields at all. */
const NOTHING: JsonSchema = { type: 'object', additionalProperties: false }

/** Checks against schemas that may refer to the files; each is compiled when it is first needed. */
export function createCheck(files: readonly JsonSchema[]): Check {
  const validatorOf = createCompiler(files)
  const closings = new WeakMap<JsonSchema, JsonSchema>()

  function definitionOf(reference: string): JsonSchema {
    const [file, name = ''] = reference.split('#/definitions/')
    return Object(files.find(({ $id }) => $id === file)?.definitions)[name] ?? {}
  }

  /** What is referred to says itself what else there may be. */
  function closed(schema: JsonSchema): JsonSchema {
    const whole = typeof schema.$ref === 'string' ? definitionOf(schema.$ref) : schema
    const known = closings.get(schema) ?? { type: 'object', additionalProperties: false, ...whole }
    closings.set(schema, known)
    return known
  }

  return {
    query(schema = NOTHING, sent) {
      const repeated = Object.keys(sent).find((name) => sent[name]?.length !== 1)
      if (repeated !== undefined) return { code: 'REQUEST_INVALID', detail: `"${repeated}" is given more than once`, path: `/${repeated}` }
      const texts = Object.fromEntries(Object.entries(sent).map(([name, [text = '']]) => [name, text]))
      const whole = closed(schema)
      const value = readQueryTexts(texts, whole, definitionOf)
      const validator = validatorOf(whole)
      return validator(value) ? { value } : refused('REQUEST_INVALID', validator, value)
    },
    body(schema = NOTHING, sent) {
      const validator = validatorOf(schema)
      return validator(sent) ? { value: sent } : refused('BODY_INVALID', validator, sent)
    },
  }
}

function refused(code: 'REQUEST_INVALID' | 'BODY_INVALID', { errors }: ValidateFunction, sent: unknown): Problem {
  const { pointer, message } = complaint(errors ?? [], sent)
  return { code, detail: message, ...(pointer && { path: pointer }) }
}

function createCompiler(files: readonly JsonSchema[]): (schema: JsonSchema) => ValidateFunction {
  const compiled = new WeakMap<JsonSchema, ValidateFunction>()
  let ajv: Ajv | undefined
  return (schema) => {
    ajv ??= createAjv(files)
    const validator = compiled.get(schema) ?? ajv.compile(schema)
    compiled.set(schema, validator)
    return validator
  }
}

function createAjv(files: readonly JsonSchema[]): Ajv {
  const ajv = new Ajv(OPTIONS)
  ajv.addFormat('date-time', (text: string) => /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text)))
  for (const file of files) {
    // Found by its own name, a definition is compiled without the whole file that it stands in.
    const definitions = Object.entries((file.definitions ?? {}) as Readonly<Record<string, JsonSchema>>)
    for (const [name, definition] of definitions) ajv.addSchema(definition, `${file.$id}#/definitions/${name}`)
    if (file.type ?? file.allOf) ajv.addSchema(file)
  }
  return ajv
}
