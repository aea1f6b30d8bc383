import type { PowerUse } from '../../../../schemas/types.ts'
import { Ago } from '../kit/ago.tsx'
import { Badge } from '../kit/badge.tsx'
import { Button } from '../kit/button.tsx'
import { Count } from '../kit/count.tsx'
import { Foreign } from '../kit/foreign.tsx'
import { Panel } from '../kit/panel.tsx'
import { Table } from '../kit/table.tsx'
import { useWords } from '../shell/shell.ts'
import { PluginAsk, PowerList } from './plugin-ask.tsx'
import { usePluginOrder } from './plugin-order.ts'
import type { PluginParts } from './plugin-parts.ts'
import { powersOf } from './power-words.ts'
import * as words from './words.ts'

/** What a plugin may do, in plain words, and what it really did with it. */
export function PluginPowers({ plugin, reload }: PluginParts) {
  const said = useWords(words)
  const order = usePluginOrder({ plugin, reload })
  const granted = powersOf(plugin.granted, said)
  return (
    <>
      <PluginAsk plugin={plugin} reload={reload} />
      <Panel title={said.may}>
        {granted.length === 0 ? <p>{said.mayNothing}</p> : <PowerList powers={granted} />}
        {plugin.approvedAt && (
          <p class="soft">
            {said.approvedAt} <Ago at={Date.parse(plugin.approvedAt)} />
          </p>
        )}
        {plugin.approvedAt && <Button onPress={() => order('revoke')}>{said.revoke}</Button>}
      </Panel>
      <Panel title={said.touched}>
        <UsageTable usage={plugin.usage} />
      </Panel>
    </>
  )
}

function UsageTable({ usage }: { readonly usage: readonly PowerUse[] }) {
  const said = useWords(words)
  return (
    <Table
      label={said.touched}
      rows={usage}
      keyOf={({ power, what }) => `${power} ${what}`}
      empty={said.touchedNothing}
      columns={[
        { title: said.power, cell: ({ power }) => said.powerNames[power] },
        { title: said.what, cell: ({ what }) => <Foreign text={what} class="mono" /> },
        { title: said.times, cell: ({ count }) => <Count of={count} />, isNumber: true },
        { title: said.denied, cell: ({ denied }) => (denied > 0 ? <Badge tone="red">{denied}</Badge> : 0), isNumber: true },
        { title: said.last, cell: ({ lastAt }) => <Ago at={lastAt} /> },
      ]}
    />
  )
}
