import type { Page } from '../shell/page.ts'
import { useWords } from '../shell/shell.ts'
import { EventForm } from './event-form.tsx'
import { PresetButtons } from './preset-buttons.tsx'
import { ScenarioList } from './scenario-list.tsx'
import './simulator.css'
import * as words from './words.ts'

/** Everything that can happen in a live, made by hand. */
function SimulatorPage() {
  const said = useWords(words)
  return (
    <div class="stack">
      <p class="simulator-notice">{said.notice}</p>
      <PresetButtons />
      <div class="columns">
        <EventForm />
        <ScenarioList />
      </div>
    </div>
  )
}

export const page: Page = {
  id: 'simulator',
  title: { en: words.en.title, es: words.es.title },
  roles: ['admin', 'moderator'],
  icon: 'M9 3h6M10 3v6l-5 9a2 2 0 0 0 2 3h10a2 2 0 0 0 2-3l-5-9V3M7.5 15h9',
  letter: 't',
  component: SimulatorPage,
}
