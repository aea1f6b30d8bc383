import { Button } from '../kit/button.tsx'
import { Foreign } from '../kit/foreign.tsx'
import { Panel } from '../kit/panel.tsx'
import { useWords } from '../shell/shell.ts'
import { usePluginOrder } from './plugin-order.ts'
import type { PluginParts } from './plugin-parts.ts'
import { type Power, powersOf } from './power-words.ts'
import * as words from './words.ts'

/** What waits for the operator's approval, and the button that gives it; nothing when nothing waits. */
export function PluginAsk({ plugin, reload }: PluginParts) {
  const said = useWords(words)
  const order = usePluginOrder({ plugin, reload })
  const { ask } = plugin
  if (!ask) return null
  const powers = powersOf(ask.permissions, said)
  const heading = plugin.state === 'running' ? said.updateAsks : said.asks
  return (
    <Panel title={powers.length > 0 ? heading : said.approve} class="plugins-ask">
      {powers.length === 0 && <p>{said.filesChanged}</p>}
      <PowerList powers={powers} />
      <Button tone="primary" onPress={() => order('approve', { hash: ask.hash })}>
        {said.approve}
      </Button>
    </Panel>
  )
}

/** Powers, one a line. */
export function PowerList({ powers }: { readonly powers: readonly Power[] }) {
  if (powers.length === 0) return null
  return (
    <ul class="plugins-powers">
      {powers.map(({ key, text }) => (
        <li key={key}>
          <Foreign text={text} />
        </li>
      ))}
    </ul>
  )
}
