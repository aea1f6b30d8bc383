import { Foreign } from '../kit/foreign.tsx'
import { useWords } from '../shell/shell.ts'
import { PluginActions } from './plugin-actions.tsx'
import { PluginStateText } from './plugin-links.tsx'
import { PluginLog } from './plugin-log.tsx'
import { PluginOverview } from './plugin-overview.tsx'
import type { PluginParts } from './plugin-parts.ts'
import { PluginPowers } from './plugin-powers.tsx'
import { PluginSettingsForm } from './plugin-settings.tsx'
import { PluginSubscriptions } from './plugin-subscriptions.tsx'
import * as words from './words.ts'

const PARTS = {
  overview: PluginOverview,
  settings: PluginSettingsForm,
  subscriptions: PluginSubscriptions,
  powers: PluginPowers,
  actions: PluginActions,
  logs: PluginLog,
}

type Tab = keyof typeof PARTS
// Object.keys forgets the names of the table.
const TABS = Object.keys(PARTS) as readonly Tab[]

/** One plugin: what it is, and a tab for each thing that can be done with it. */
export function PluginDetail({ plugin, tab, reload }: PluginParts & { readonly tab: string | undefined }) {
  const said = useWords(words)
  const open = TABS.find((known) => known === tab) ?? 'overview'
  const Part = PARTS[open]
  const at = `#/plugins/${encodeURIComponent(plugin.id)}`
  return (
    <article class="plugins-detail">
      <a class="plugins-back" href="#/plugins">
        ← {said.back}
      </a>
      <header>
        <h2 class="plugins-title">
          <Foreign text={plugin.name} />
        </h2>
        <PluginStateText state={plugin.state} />
      </header>
      {plugin.description && (
        <p class="plugins-description">
          <Foreign text={plugin.description} />
        </p>
      )}
      <nav class="plugins-tabs" aria-label={plugin.name}>
        {TABS.map((name) => (
          <a key={name} href={`${at}/${name}`} aria-current={name === open ? 'page' : undefined}>
            {said.tabs[name]}
            {name === 'powers' && plugin.ask && <span class="plugins-dot" aria-hidden="true" />}
          </a>
        ))}
      </nav>
      <Part plugin={plugin} reload={reload} />
    </article>
  )
}
