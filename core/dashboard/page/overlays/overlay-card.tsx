import { OverlayButtons, OverlayState } from '../kit/beside-overlay.tsx'
import { Foreign } from '../kit/foreign.tsx'
import { CopyLink, previewOf } from '../kit/obs-link.tsx'
import type { Overlay } from '../kit/overlays.ts'
import { inSetLanguage, type SetLanguages } from '../kit/set-languages.ts'
import { useWords } from '../shell/shell.ts'
import * as obsWords from '../words/obs.ts'
import { type Looks, queryOf, sizeOf } from './looks.ts'
import { PreviewFrame } from './preview-frame.tsx'
import * as words from './words.ts'

type Props = {
  readonly overlay: Overlay
  readonly looks: Looks
  /** Nothing is previewed before they are known. */
  readonly languages: SetLanguages | undefined
}

/** One page for OBS: how it will look, its link, and whether it is open there. */
export function OverlayCard({ overlay, looks, languages }: Props) {
  const said = useWords(words)
  const obs = useWords(obsWords)
  const size = sizeOf(looks, overlay)
  const chosen: Overlay = { ...overlay, ...size, query: queryOf(looks) }
  const previewed = inSetLanguage(chosen, languages ?? new Map())
  return (
    <section class="panel overlays-card" aria-label={overlay.title} data-overlay={`${overlay.plugin}/${overlay.page}`}>
      <div class="panel-head">
        <h2>
          <Foreign text={overlay.title} />
        </h2>
        <OverlayState overlay={overlay} />
      </div>
      <PreviewFrame overlay={previewed} isKnown={languages !== undefined} size={size} looks={looks} />
      <div class="buttons">
        <CopyLink overlay={chosen} />
        <OverlayButtons overlay={chosen} />
        <a class="button" href={previewOf(previewed)} target="_blank" rel="noopener noreferrer">
          {obs.preview}
        </a>
        <small>{said.inObs(size.width, size.height)}</small>
      </div>
    </section>
  )
}
