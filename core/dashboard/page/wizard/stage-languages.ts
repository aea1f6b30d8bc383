import { useSignal } from '@preact/signals'
import { type SetLanguages, useSetLanguages } from '../kit/set-languages.ts'
import { useAct, useShell } from '../shell/shell.ts'
import { useStagedPlugins } from './overlay.ts'

/** The languages of what viewers see and hear, undefined until they are known, and how to set all of them. */
export function useStageLanguages(): {
  readonly languages: SetLanguages | undefined
  readonly speak: (language: string) => Promise<boolean>
} {
  const { client } = useShell()
  const act = useAct()
  const known = useSetLanguages(useStagedPlugins())
  const chosen = useSignal<SetLanguages>(new Map())
  const languages = known && new Map([...known, ...chosen.value])
  const speak = (language: string) =>
    act(async () => {
      const others = [...(languages ?? [])].flatMap(([plugin, now]) => (now === language ? [] : [plugin]))
      await Promise.all(others.map((plugin) => client.put(`/api/plugins/${encodeURIComponent(plugin)}/settings`, { language })))
      chosen.value = new Map([...(languages?.keys() ?? [])].map((plugin) => [plugin, language]))
    })
  return { languages, speak }
}
