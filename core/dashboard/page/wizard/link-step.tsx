import { Light } from '../kit/badge.tsx'
import { Button } from '../kit/button.tsx'
import { Empty } from '../kit/empty.tsx'
import { CopyLink, isOpen } from '../kit/obs-link.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import { useFirstOverlay } from './overlay.ts'
import * as wizardWords from './words.ts'

/** The link for OBS, and a light that turns green once OBS shows the page. */
export function LinkStep({ onNext }: { readonly onNext: () => void }) {
  const { live } = useShell()
  const words = useWords(wizardWords)
  const overlay = useFirstOverlay()
  const isConnected = overlay !== undefined && isOpen(live.status.value, overlay)
  return (
    <div class="stack">
      <h2>{words.linkTitle}</h2>
      {!overlay && <Empty>{words.noOverlay}</Empty>}
      {overlay && (
        <>
          <p class="soft">{words.linkText}</p>
          <div class="buttons">
            <CopyLink overlay={overlay} tone="primary" />
            {overlay.width && overlay.height && <span class="soft">{words.size(overlay.width, overlay.height)}</span>}
          </div>
          <p class="wizard-light" role="status">
            <Light tone={isConnected ? 'green' : 'gold'}>{isConnected ? words.connected : words.waiting}</Light>
          </p>
        </>
      )}
      <div class="buttons end">
        <Button onPress={onNext} {...(isConnected && { tone: 'primary' as const })}>
          {isConnected ? words.done : words.skip}
        </Button>
      </div>
    </div>
  )
}
