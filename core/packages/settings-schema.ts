import type { PluginManifest } from '../../schemas/types.ts'
import { compileSchema } from '../plugins/plugin-schema.ts'
import { readSettingsForm, SETTINGS_SCHEMA } from '../plugins/settings-form.ts'

/** What is wrong with the default settings and with the schemas of actions. Rejects with MANIFEST_INVALID when the form itself is. */
export async function problemsOfSchemas(folder: string, { settings = {}, actions = {} }: PluginManifest): Promise<readonly string[]> {
  const verdict = (await readSettingsForm(folder))?.check(settings)
  const ofDefaults = verdict && !verdict.ok ? [`The manifest's settings do not fit ${SETTINGS_SCHEMA}: ${verdict.message}`] : []
  return [...ofDefaults, ...Object.entries(actions).flatMap(([name, { input }]) => (input ? problemOfInput(name, input) : []))]
}

function problemOfInput(name: string, schema: Readonly<Record<string, unknown>>): readonly string[] {
  try {
    compileSchema(schema)
    return []
  } catch (problem) {
    if (!(problem instanceof TypeError)) throw problem
    return [`The input of the action ${name} ${problem.message}`]
  }
}
