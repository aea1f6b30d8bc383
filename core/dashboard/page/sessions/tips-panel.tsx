import type { Session, Tip, TipPage } from '../../../../schemas/types.ts'
import { useLoad } from '../host/load.ts'
import { Button } from '../kit/button.tsx'
import { Foreign } from '../kit/foreign.tsx'
import { Money } from '../kit/money.tsx'
import { money } from '../kit/numbers.ts'
import { Panel } from '../kit/panel.tsx'
import { Table } from '../kit/table.tsx'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import * as words from './words.ts'

const SHOWN = 50

type Parts = { readonly session: Pick<Session, 'sessionId' | 'tipCount'>; readonly onChange: () => Promise<void> }

/** The newest tips of a session, one by one. What was written down wrongly, or paid back, is taken back after a question. */
export function TipsPanel({ session: { sessionId, tipCount }, onChange }: Parts) {
  const { client, confirm, language } = useShell()
  const said = useWords(words)
  const act = useAct()
  const path = `/api/tips?${new URLSearchParams({ session: sessionId, limit: String(SHOWN) })}`
  const { value, problem, reload } = useLoad(() => client.get<TipPage>(path), { again: [path, tipCount] })

  const nameOf = ({ amountCents, currency, tipperName }: Tip) =>
    [money(amountCents, currency, language.value), tipperName].filter(Boolean).join(', ')

  async function takeBack(tip: Tip) {
    const what = nameOf(tip)
    if (!(await confirm.ask({ title: said.reverseQuestion(what), text: said.reverseAnswer, yes: said.reverse }))) return
    await act(() => client.delete(`/api/tips/${tip.seqNo}`), said.reversed(what))
    await Promise.all([reload(), onChange()])
  }

  if (problem && !value) return <p role="alert">{problem}</p>
  return (
    <Panel title={said.tips} class="sessions-tips">
      <Table
        label={said.tips}
        rows={value?.tips ?? []}
        keyOf={({ seqNo }) => seqNo}
        empty={said.nobody}
        columns={[
          { title: said.when, cell: ({ at }) => <time dateTime={at}>{shortTime(at, language.value)}</time> },
          { title: said.tipper, cell: ({ tipperName }) => <Foreign class="sessions-name" text={tipperName ?? '–'} /> },
          { title: said.message, cell: ({ message }) => <Foreign class="sessions-message" text={message ?? ''} /> },
          { title: said.amount, cell: ({ amountCents, currency }) => <Money cents={amountCents} currency={currency} />, isNumber: true },
          {
            title: said.actions,
            cell: (tip) => (
              <Button tone="quiet" label={`${said.reverse}: ${nameOf(tip)}`} onPress={() => takeBack(tip)}>
                {said.reverse}
              </Button>
            ),
          },
        ]}
      />
      {value?.next && <p class="hint">{said.newest(SHOWN)}</p>}
    </Panel>
  )
}

function shortTime(at: string, language: string): string {
  return new Date(at).toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' })
}
