import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { settledSettings } from '../../core/plugins/plugin-settings.ts'
import { readSettingsForm } from '../../core/plugins/settings-form.ts'

type Values = Readonly<Record<string, unknown>>

/** Makes of what an operator chooses, secrets too, the settings that the host hands a plugin of this repository: checked and filled in. Throws what the host throws. */
export async function settlingOf(id: string): Promise<(chosen?: Values) => Values> {
  const folder = fileURLToPath(new URL(`../../plugins/${id}`, import.meta.url))
  const form = await readSettingsForm(folder)
  const { settings: defaults } = JSON.parse(await readFile(`${folder}/plugin.manifest.json`, 'utf8'))
  return (chosen = {}) => {
    const open = Object.fromEntries(Object.entries(chosen).filter(([name]) => !form?.secrets.includes(name)))
    return settledSettings({ id, form, defaults, chosen: open, secrets: chosen })
  }
}
