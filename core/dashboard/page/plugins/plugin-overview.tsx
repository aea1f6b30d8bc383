import { Ago } from '../kit/ago.tsx'
import { Button } from '../kit/button.tsx'
import { Foreign } from '../kit/foreign.tsx'
import { Panel } from '../kit/panel.tsx'
import { useWords } from '../shell/shell.ts'
import { OverlayLinks } from './overlay-links.tsx'
import { PluginPackages } from './packages/plugin-packages.tsx'
import { PluginAsk } from './plugin-ask.tsx'
import { usePluginOrder } from './plugin-order.ts'
import type { PluginParts } from './plugin-parts.ts'
import { PluginThreads } from './plugin-threads.tsx'
import { PluginReceipts } from './receipts/plugin-receipts.tsx'
import * as words from './words.ts'

/** Start, stop, threads and the links for OBS. */
export function PluginOverview({ plugin, reload }: PluginParts) {
  const said = useWords(words)
  const order = usePluginOrder({ plugin, reload })
  const isOff = plugin.state === 'disabled'
  return (
    <>
      <PluginAsk plugin={plugin} reload={reload} />
      <Panel title={said.tabs.overview}>
        {plugin.detail && (
          <p class="plugins-why">
            <Foreign text={plugin.detail} />
          </p>
        )}
        {plugin.lastFailure && (
          <p class="soft">
            {said.lastFailure} <Ago at={Date.parse(plugin.lastFailure.at)} />: <Foreign text={plugin.lastFailure.error} />
          </p>
        )}
        <div class="buttons">
          {isOff ? (
            <Button tone="primary" onPress={() => order('enable')}>
              {said.start}
            </Button>
          ) : (
            <Button onPress={() => order('disable')}>{said.stop}</Button>
          )}
          <Button isDisabled={isOff} onPress={() => order('restart')}>
            {said.restart}
          </Button>
          <Button isDisabled={isOff} onPress={() => order('reload')}>
            {said.reload}
          </Button>
        </div>
        <dl class="plugins-facts">
          <dt>{said.version}</dt>
          <dd>
            <Foreign text={plugin.version} />
          </dd>
          <dt>{said.folder}</dt>
          <dd>
            <code>{plugin.id}</code>
          </dd>
        </dl>
        <PluginThreads plugin={plugin} reload={reload} />
      </Panel>
      <PluginReceipts plugin={plugin} />
      <PluginPackages plugin={plugin} reload={reload} />
      <OverlayLinks plugin={plugin} />
    </>
  )
}
