import type { ReceiptLine } from '../../host/receipts.ts'
import { Ago } from '../../kit/ago.tsx'
import { Badge, type Tone } from '../../kit/badge.tsx'
import { Foreign } from '../../kit/foreign.tsx'
import { Panel } from '../../kit/panel.tsx'
import { Table } from '../../kit/table.tsx'
import { useShell, useWords } from '../../shell/shell.ts'
import type { PluginParts } from '../plugin-parts.ts'
import './receipts.css'
import * as words from './words.ts'

const TONES: Readonly<Record<ReceiptLine['state'], Tone>> = {
  sent: 'blue',
  ok: 'green',
  running: 'violet',
  finished: 'green',
  retry: 'gold',
  failed: 'red',
  dryRun: 'teal',
}

/** What became of what a plugin asked of a game or a service; nothing for one that asks nothing. */
export function PluginReceipts({ plugin }: Pick<PluginParts, 'plugin'>) {
  const { receipts } = useShell()
  const said = useWords(words)
  const lines = receipts.of(plugin.id)
  if (lines.length === 0) return null
  const columns = [
    { title: said.state, cell: ({ state }: ReceiptLine) => <Badge tone={TONES[state]}>{said.states[state]}</Badge> },
    { title: said.what, cell: ({ what }: ReceiptLine) => <Foreign text={what} /> },
    { title: said.when, cell: ({ at }: ReceiptLine) => <Ago at={at} /> },
    { title: said.took, isNumber: true, cell: ({ ms }: ReceiptLine) => ms !== undefined && `${Math.round(ms)} ms` },
    { title: said.why, cell: (line: ReceiptLine) => <Why line={line} plugin={plugin.id} /> },
  ]
  return (
    <Panel title={said.title}>
      <p class="soft">{said.hint}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by key. */}
      <section class="receipts" tabIndex={0} aria-label={said.hint}>
        <Table label={said.title} columns={columns} rows={lines} keyOf={({ id }) => id} empty="" />
      </section>
    </Panel>
  )
}

/** A failed one is among the dead letters, from where it is sent again. */
function Why({ line: { state, detail }, plugin }: { readonly line: ReceiptLine; readonly plugin: string }) {
  const said = useWords(words)
  return (
    <>
      {detail && <Foreign text={detail} />}
      {state === 'failed' && (
        <a class="receipts-letters" href={`#/letters/${encodeURIComponent(plugin)}`}>
          {said.letters}
        </a>
      )}
    </>
  )
}
