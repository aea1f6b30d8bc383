import type { PluginList } from '../../../../schemas/types.ts'
import { useLoad } from '../host/load.ts'
import { PluginPackages } from '../plugins/packages/plugin-packages.tsx'
import { useShell } from '../shell/shell.ts'

/** What plugins on the stage could do with a package more: to read gifts aloud, for example. Nothing once they have it. */
export function VoiceOffer() {
  const { client } = useShell()
  const { value, reload } = useLoad(() => client.get<PluginList>('/api/plugins'))
  const plugins = value?.plugins ?? []
  const offering = plugins.filter(({ overlays, packages = [] }) => packages.length > 0 && overlays.some(({ stage }) => stage))
  return (
    <>
      {offering.map((plugin) => (
        <PluginPackages key={plugin.id} plugin={plugin} reload={reload} title={plugin.name} />
      ))}
    </>
  )
}
