import { Ajv } from 'ajv'
import type { PluginManifest } from '../../schemas/types.ts'
import type { Contents } from './contents.ts'

/** What is wrong with the schemas of settings and actions, and whether the default settings fit. */
export function problemsOfSchemas({ settings = {}, actions = {} }: PluginManifest, contents: Contents): readonly string[] {
  const file = contents.get('settings.schema.json')
  const ofSettings = file ? problemsOfSettings(new TextDecoder().decode(file), settings) : []
  const ofActions = Object.entries(actions).flatMap(([name, { input }]) => problemOfSchema(`The input of the action ${name}`, input ?? {}))
  return [...ofSettings, ...ofActions]
}

function problemsOfSettings(text: string, defaults: Readonly<Record<string, unknown>>): readonly string[] {
  try {
    const schema = JSON.parse(text) as object
    const problems = problemOfSchema('settings.schema.json', schema)
    if (problems.length > 0) return problems
    const check = compile(schema)
    if (check(defaults)) return []
    return [
      `The default settings of the manifest do not fit settings.schema.json: ${check.errors?.[0]?.instancePath} ${check.errors?.[0]?.message}`,
    ]
  } catch (cause) {
    return [`settings.schema.json is not JSON: ${Object(cause).message}`]
  }
}

function problemOfSchema(what: string, schema: object): readonly string[] {
  try {
    compile(schema)
    return []
  } catch (cause) {
    return [`${what} is not a JSON Schema: ${Object(cause).message}`]
  }
}

/** Formats and words for the settings form are the form's. */
function compile(schema: object) {
  return new Ajv({ strict: false, validateFormats: false }).compile(schema)
}
