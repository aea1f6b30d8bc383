import type { PluginManifest } from '../../schemas/types.ts'
import { SETTINGS_SCHEMA, type SettingsForm } from '../plugins/settings-form.ts'

/** What is wrong with the manifest's settings, by the plugin's own form of them. */
export function problemsOfSettings({ settings = {} }: PluginManifest, form: SettingsForm | undefined): readonly string[] {
  const verdict = form?.check(settings)
  return verdict && !verdict.ok ? [`The manifest's settings do not fit ${SETTINGS_SCHEMA}: ${verdict.message}`] : []
}
