import { OverlayButtons, OverlayState } from '../kit/beside-overlay.tsx'
import { Empty } from '../kit/empty.tsx'
import { Foreign } from '../kit/foreign.tsx'
import { CopyLink, previewOf } from '../kit/obs-link.tsx'
import { type Overlay, overlaysOf } from '../kit/overlays.ts'
import { Panel } from '../kit/panel.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import * as obsWords from '../words/obs.ts'
import * as liveWords from './words.ts'

/** The pages for OBS: copied with a key that can only look, and green while they are open somewhere. */
export function ObsLinks() {
  const { live } = useShell()
  const words = useWords(liveWords)
  const plugins = live.status.value?.plugins ?? []
  const overlays = overlaysOf(plugins, useWords(obsWords).stage)
  return (
    <Panel title={words.overlays}>
      {overlays.length === 0 && <Empty>{words.noOverlays}</Empty>}
      <ul>
        {overlays.map((overlay) => (
          <OverlayRow key={`${overlay.plugin}/${overlay.page}`} overlay={overlay} />
        ))}
      </ul>
    </Panel>
  )
}

function OverlayRow({ overlay }: { readonly overlay: Overlay }) {
  const words = useWords(obsWords)
  const { width, height } = overlay
  return (
    <li class="overlay-row">
      <p>
        <Foreign text={overlay.title} class="who" /> {width && height && <small>{`${width} × ${height}`}</small>}
      </p>
      <OverlayState overlay={overlay} />
      <div class="buttons">
        <CopyLink overlay={overlay} />
        <OverlayButtons overlay={overlay} />
        <a class="button" href={previewOf(overlay)} target="_blank" rel="noopener">
          {words.preview}
        </a>
      </div>
    </li>
  )
}
