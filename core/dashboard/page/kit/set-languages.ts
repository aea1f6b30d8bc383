import type { PluginSettings } from '../../../../schemas/types.ts'
import { useLoad } from '../host/load.ts'
import { useShell } from '../shell/shell.ts'
import { type Overlay, STAGE } from './overlays.ts'

/** The language that the settings of each plugin say. */
export type SetLanguages = ReadonlyMap<string, string>

const NONE: SetLanguages = new Map()

/** Asks what language these plugins are set to; undefined until it is known, and none when it cannot be. */
export function useSetLanguages(plugins: readonly string[]): SetLanguages | undefined {
  const { client } = useShell()
  const ids = [...new Set(plugins)].filter((id) => id !== STAGE)
  const ask = () => Promise.all(ids.map((id) => client.get<PluginSettings>(`/api/plugins/${encodeURIComponent(id)}/settings`)))
  const { value, problem } = useLoad(ask, { again: [ids.join()] })
  if (!value) return problem === undefined ? undefined : NONE
  return new Map(ids.flatMap((id, index) => entryOf(id, value[index]?.values.language)))
}

/** The page as its preview is asked for: without a host it cannot know what its plugin is set to. */
export function inSetLanguage(overlay: Overlay, languages: SetLanguages): Overlay {
  const query = new URLSearchParams(overlay.query)
  for (const [plugin, language] of languages) {
    if (overlay.plugin === STAGE) query.set(`preview-lang.${plugin}`, language)
    else if (overlay.plugin === plugin) query.set('preview-lang', language)
  }
  return { ...overlay, query: query.toString() }
}

/** Of `es-419` a page knows `es`. */
function entryOf(id: string, language: unknown): readonly (readonly [string, string])[] {
  const [base] = typeof language === 'string' ? language.toLowerCase().split('-') : []
  return base ? [[id, base]] : []
}
