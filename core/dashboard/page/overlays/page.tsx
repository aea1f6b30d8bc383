import { useSignal } from '@preact/signals'
import { Empty } from '../kit/empty.tsx'
import { overlaysOf } from '../kit/overlays.ts'
import { useSetLanguages } from '../kit/set-languages.ts'
import { TestPanel } from '../live/test-panel.tsx'
import type { Page } from '../shell/page.ts'
import { useShell, useWords } from '../shell/shell.ts'
import { AS_DESIGNED, type Looks } from './looks.ts'
import { LooksForm } from './looks-form.tsx'
import { OverlayCard } from './overlay-card.tsx'
import './overlays.css'
import * as obsWords from '../words/obs.ts'
import * as words from './words.ts'

/** Every page for OBS of every plugin, as viewers will see it. */
function OverlaysPage() {
  const { live } = useShell()
  const said = useWords(words)
  const looks = useSignal<Looks>(AS_DESIGNED)
  const plugins = live.status.value?.plugins
  const stageTitle = useWords(obsWords).stage
  const overlays = plugins && overlaysOf(plugins, stageTitle)
  const languages = useSetLanguages(overlays?.map(({ plugin }) => plugin) ?? [])
  return (
    <div class="stack">
      <LooksForm looks={looks} />
      <TestPanel />
      {overlays?.length === 0 && <Empty>{said.none}</Empty>}
      <div class="overlays-cards">
        {overlays?.map((overlay) => (
          <OverlayCard key={`${overlay.plugin}/${overlay.page}`} overlay={overlay} looks={looks.value} languages={languages} />
        ))}
      </div>
    </div>
  )
}

export const page: Page = {
  id: 'overlays',
  title: { en: words.en.title, es: words.es.title },
  roles: ['admin'],
  icon: 'M4 4h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zM8 20h8M7 8h6M7 11.500h4M16 9.500l2 1.500-2 1.500z',
  letter: 'o',
  component: OverlaysPage,
}
