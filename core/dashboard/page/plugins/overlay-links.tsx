import type { PluginOverlay, PluginView } from '../../../../schemas/types.ts'
import { Button } from '../kit/button.tsx'
import { Foreign } from '../kit/foreign.tsx'
import { Panel } from '../kit/panel.tsx'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import * as words from './words.ts'

/** The pages of a plugin for OBS: copied with the key that can only read, or looked at without one. */
export function OverlayLinks({ plugin }: { readonly plugin: PluginView }) {
  const said = useWords(words)
  if (plugin.overlays.length === 0) return null
  return (
    <Panel title={said.links}>
      <ul class="plugins-overlays">
        {plugin.overlays.map((overlay) => (
          <OverlayLink key={overlay.page} plugin={plugin.id} overlay={overlay} />
        ))}
      </ul>
    </Panel>
  )
}

function OverlayLink({ plugin, overlay }: { readonly plugin: string; readonly overlay: PluginOverlay }) {
  const { live } = useShell()
  const said = useWords(words)
  const act = useAct()
  const { overlayKey, clients } = live.status.value ?? {}
  const isOpen = clients?.overlays?.some((open) => open.plugin === plugin && open.page === overlay.page) ?? false
  const address = `${location.origin}/overlay/${plugin}/${overlay.page}`
  const { width, height } = overlay
  return (
    <li data-open={isOpen}>
      <span class="who">
        <Foreign text={overlay.title} />
      </span>
      {width !== undefined && height !== undefined && <small>{said.size(width, height)}</small>}
      <span class="plugins-state" data-state={isOpen ? 'running' : 'disabled'}>
        {isOpen ? said.isOpen : said.isClosed}
      </span>
      <span class="buttons">
        {overlayKey && (
          <Button onPress={() => act(() => navigator.clipboard.writeText(`${address}#key=${overlayKey}`), said.copied)}>{said.copy}</Button>
        )}
        <a class="button" href={`${address}?preview`} target="_blank" rel="noopener noreferrer">
          {said.preview}
        </a>
      </span>
    </li>
  )
}
