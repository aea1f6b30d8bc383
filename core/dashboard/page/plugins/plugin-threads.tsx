import type { LaneList } from '../../../../schemas/types.ts'
import { useLoad } from '../host/load.ts'
import { Button } from '../kit/button.tsx'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import type { PluginParts } from './plugin-parts.ts'
import * as words from './words.ts'

const EVERY_MS = 3000
const MAX_THREADS = 32

/** How many threads a plugin has, changed by one at a time; nothing for one that has no lane. */
export function PluginThreads({ plugin }: PluginParts) {
  const { client } = useShell()
  const said = useWords(words)
  const act = useAct()
  const { value, reload } = useLoad(() => client.get<LaneList>('/api/lanes'), { everyMs: EVERY_MS })
  const lane = value?.lanes.find((one) => one.plugin === plugin.id)
  if (!lane) return null

  async function change(threads: number) {
    await act(() => client.put(`/api/lanes/${encodeURIComponent(plugin.id)}/threads`, { threads }))
    await reload()
  }

  return (
    <fieldset class="plugins-threads">
      <legend>{said.threads}</legend>
      <Button label={said.fewer} isDisabled={lane.threads <= 1} onPress={() => change(lane.threads - 1)}>
        −
      </Button>
      <output>{lane.threads}</output>
      <Button label={said.more} isDisabled={lane.threads >= MAX_THREADS} onPress={() => change(lane.threads + 1)}>
        +
      </Button>
      <small>{said.threadsHint}</small>
    </fieldset>
  )
}
