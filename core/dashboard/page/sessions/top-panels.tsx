import type { GifterTotal, TipperTotal } from '../../../../schemas/types.ts'
import { Count } from '../kit/count.tsx'
import { Foreign } from '../kit/foreign.tsx'
import { Money } from '../kit/money.tsx'
import { Panel } from '../kit/panel.tsx'
import { Table } from '../kit/table.tsx'
import { useWords } from '../shell/shell.ts'
import { isByName } from './by-name.ts'
import * as words from './words.ts'

type Parts = { readonly gifters: readonly GifterTotal[]; readonly tippers: readonly TipperTotal[] }

/** Who gave most, in coins and in money, each list by itself. */
export function TopPanels({ gifters, tippers }: Parts) {
  const said = useWords(words)
  return (
    <>
      <Panel title={said.topGifters} class="sessions-top">
        <Table
          label={said.topGifters}
          rows={gifters}
          keyOf={({ userId }) => userId}
          empty={said.nobody}
          columns={[
            { title: said.tipper, cell: ({ userId, displayName }) => <PersonLink userId={userId} name={displayName} /> },
            { title: said.gifts, cell: ({ gifts }) => <Count of={gifts} />, isNumber: true },
            { title: said.coins, cell: ({ coins }) => <Count of={coins} />, isNumber: true },
          ]}
        />
      </Panel>
      <Panel title={said.topTippers} class="sessions-top">
        <Table
          label={said.topTippers}
          rows={tippers}
          keyOf={({ userId, currency }) => `${userId} ${currency}`}
          empty={said.nobody}
          columns={[
            { title: said.tipper, cell: ({ userId, displayName }) => <PersonLink userId={userId} name={displayName} /> },
            { title: said.tips, cell: ({ tips }) => <Count of={tips} />, isNumber: true },
            { title: said.amount, cell: ({ amountCents, currency }) => <Money cents={amountCents} currency={currency} />, isNumber: true },
          ]}
        />
      </Panel>
    </>
  )
}

/** A name that leads to what is known of who has it. */
function PersonLink({ userId, name }: { readonly userId: string; readonly name: string }) {
  if (isByName(userId)) return <Foreign class="sessions-name" text={name} />
  return (
    <a href={`#/moderation/${encodeURIComponent(userId)}`}>
      <Foreign class="sessions-name" text={name} />
    </a>
  )
}
