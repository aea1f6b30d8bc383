import type { PluginView } from '../../../../schemas/types.ts'
import { Light } from '../kit/badge.tsx'
import { Foreign } from '../kit/foreign.tsx'
import { CopyLink, isOpen, type Overlay, previewOf } from '../kit/obs-link.tsx'
import { Panel } from '../kit/panel.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import * as obsWords from '../words/obs.ts'
import * as words from './words.ts'

/** The pages of a plugin for OBS: copied with the key that can only read, or looked at without one. */
export function OverlayLinks({ plugin }: { readonly plugin: PluginView }) {
  const said = useWords(words)
  if (plugin.overlays.length === 0) return null
  return (
    <Panel title={said.links}>
      <ul class="plugins-overlays">
        {plugin.overlays.map((overlay) => (
          <OverlayLink key={overlay.page} overlay={{ plugin: plugin.id, ...overlay }} />
        ))}
      </ul>
    </Panel>
  )
}

function OverlayLink({ overlay }: { readonly overlay: Overlay }) {
  const { live } = useShell()
  const said = useWords(words)
  const obs = useWords(obsWords)
  const isConnected = isOpen(live.status.value, overlay)
  const { width, height } = overlay
  return (
    <li data-open={isConnected}>
      <Foreign text={overlay.title} class="who" />
      {width !== undefined && height !== undefined && <small>{said.size(width, height)}</small>}
      <Light tone={isConnected ? 'green' : 'grey'}>{isConnected ? obs.open : obs.notOpen}</Light>
      <span class="buttons">
        <CopyLink overlay={overlay} />
        <a class="button" href={previewOf(overlay)} target="_blank" rel="noopener noreferrer">
          {obs.preview}
        </a>
      </span>
    </li>
  )
}
