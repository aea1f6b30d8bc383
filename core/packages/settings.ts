import type { PluginManifest } from '../../schemas/types.ts'
import { readSettingsForm, SETTINGS_SCHEMA } from '../plugins/settings-form.ts'

/** What is wrong with the manifest's settings, by the plugin's own schema of them. Rejects with MANIFEST_INVALID when that is wrong. */
export async function problemsOfSettings(folder: string, { settings = {} }: PluginManifest): Promise<readonly string[]> {
  const verdict = (await readSettingsForm(folder))?.check(settings)
  return verdict && !verdict.ok ? [`The manifest's settings do not fit ${SETTINGS_SCHEMA}: ${verdict.message}`] : []
}
