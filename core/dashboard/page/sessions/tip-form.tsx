import { useSignal } from '@preact/signals'
import { useMemo, useRef } from 'preact/hooks'
import type { TipAnswer } from '../../../../schemas/types.ts'
import { createOneRequest } from '../host/one-request.ts'
import { Button } from '../kit/button.tsx'
import { boundTo, TextField } from '../kit/field.tsx'
import { Form } from '../kit/form.tsx'
import { money } from '../kit/numbers.ts'
import { Panel } from '../kit/panel.tsx'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import { MOST_CENTS, readAmount } from './amount.ts'
import * as words from './words.ts'

// As schemas/api/money.v1.schema.json has it.
const CURRENCY = /^[A-Z]{3}$/
const CURRENCIES = ['EUR', 'USD', 'MXN', 'COP', 'ARS']

/** Writes down real money that somebody gave in another way. */
export function TipForm({ sessionId, onTip }: { readonly sessionId: string; readonly onTip: () => Promise<void> }) {
  const { client, language } = useShell()
  const said = useWords(words)
  const act = useAct()
  const amount = useSignal('')
  const currency = useSignal('EUR')
  const tipper = useSignal('')
  const message = useSignal('')
  const wrong = useSignal<{ readonly amount?: string; readonly currency?: string }>({})
  const amountLine = useRef<HTMLInputElement>(null)
  const currencyLine = useRef<HTMLInputElement>(null)
  const request = useMemo(createOneRequest, [])

  /** What was written, or undefined when a field has said what is wrong with it. */
  function read() {
    const code = currency.value.trim().toUpperCase()
    wrong.value = CURRENCY.test(code) ? {} : { currency: said.currencyWrong }
    if (wrong.value.currency) return void currencyLine.current?.focus()
    const found = readAmount(amount.value, code)
    if ('cents' in found) return { amountCents: found.cents, currency: code }
    wrong.value = { amount: said.amountWrong[found.fault](money(MOST_CENTS, code, language.value)) }
    amountLine.current?.focus()
  }

  async function record() {
    const given = read()
    if (!given) return
    const sent = {
      sessionId,
      ...given,
      source: 'manual',
      ...(tipper.value.trim() && { tipperName: tipper.value.trim() }),
      ...(message.value.trim() && { message: message.value.trim() }),
    }
    const isDone = await act(
      () => request.send((name) => client.post<TipAnswer>('/api/tips', sent, { name })),
      said.tipRecorded(money(given.amountCents, given.currency, language.value)),
    )
    if (!isDone) return
    amount.value = ''
    message.value = ''
    amountLine.current?.focus()
    await onTip()
  }

  return (
    <Panel title={said.tip}>
      <Form onSend={record} onInput={request.renew}>
        <div class="form-row">
          <TextField
            label={said.amount}
            value={amount.value}
            placeholder="5.00"
            maxLength={24}
            isRequired
            line={amountLine}
            error={wrong.value.amount}
            onChange={(text) => {
              amount.value = text
              wrong.value = {}
            }}
          />
          <TextField
            label={said.currency}
            value={currency.value}
            suggestions={CURRENCIES}
            maxLength={3}
            isRequired
            line={currencyLine}
            error={wrong.value.currency}
            onChange={(text) => {
              currency.value = text
              wrong.value = {}
            }}
          />
        </div>
        <TextField label={said.tipper} {...boundTo(tipper)} maxLength={100} />
        <TextField label={said.message} {...boundTo(message)} maxLength={500} />
        <div class="buttons end">
          <Button type="submit" tone="primary">
            {said.tip}
          </Button>
        </div>
      </Form>
    </Panel>
  )
}
