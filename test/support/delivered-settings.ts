import { readFile } from 'node:fs/promises'

/** The settings that a plugin of this repository is delivered with; the host hands it these where the operator chose nothing. */
export async function deliveredSettings(plugin: string): Promise<Readonly<Record<string, unknown>>> {
  const path = new URL(`../../plugins/${plugin}/plugin.manifest.json`, import.meta.url)
  return JSON.parse(await readFile(path, 'utf8')).settings
}
