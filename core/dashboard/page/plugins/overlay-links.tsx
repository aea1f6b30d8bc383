import type { PluginView } from '../../../../schemas/types.ts'
import { OverlayButtons, OverlayState } from '../kit/beside-overlay.tsx'
import { Foreign } from '../kit/foreign.tsx'
import { CopyLink, previewOf } from '../kit/obs-link.tsx'
import type { Overlay } from '../kit/overlays.ts'
import { Panel } from '../kit/panel.tsx'
import { useWords } from '../shell/shell.ts'
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
  const said = useWords(words)
  const obs = useWords(obsWords)
  const { width, height } = overlay
  return (
    <li>
      <Foreign text={overlay.title} class="who" />
      {width !== undefined && height !== undefined && <small>{said.size(width, height)}</small>}
      <OverlayState overlay={overlay} />
      <span class="buttons">
        <CopyLink overlay={overlay} />
        <OverlayButtons overlay={overlay} />
        <a class="button" href={previewOf(overlay)} target="_blank" rel="noopener noreferrer">
          {obs.preview}
        </a>
      </span>
    </li>
  )
}
