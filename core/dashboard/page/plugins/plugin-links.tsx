import type { PluginView } from '../../../../schemas/types.ts'
import { Foreign } from '../kit/foreign.tsx'
import { useWords } from '../shell/shell.ts'
import * as stateWords from '../words/states.ts'
import * as words from './words.ts'

/** The names of the plugins with how they are, as links. */
export function PluginLinks({ plugins, chosen }: { readonly plugins: readonly PluginView[]; readonly chosen: string | undefined }) {
  const said = useWords(words)
  return (
    <nav class="plugins-list" aria-label={said.title}>
      <ul>
        {plugins.map(({ id, name, version, state }) => (
          <li key={id}>
            <a href={`#/plugins/${encodeURIComponent(id)}`} aria-current={id === chosen ? 'page' : undefined} data-state={state}>
              <span class="who">
                <Foreign text={name} />
              </span>
              <small class="plugins-version">
                <Foreign text={version} />
              </small>
              <PluginStateText state={state} />
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** How a plugin is, in a word and a colour. */
export function PluginStateText({ state }: { readonly state: PluginView['state'] }) {
  const said = useWords(stateWords)
  return (
    <span class="plugins-state" data-state={state}>
      {said.plugins[state]}
    </span>
  )
}
