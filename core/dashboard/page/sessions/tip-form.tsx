import { useSignal } from '@preact/signals'
import type { TipAnswer } from '../../../../schemas/types.ts'
import { Button } from '../kit/button.tsx'
import { TextField } from '../kit/field.tsx'
import { Form } from '../kit/form.tsx'
import { money } from '../kit/numbers.ts'
import { Panel } from '../kit/panel.tsx'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import { centsOf } from './cents.ts'
import * as words from './words.ts'

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
  const cents = centsOf(amount.value)

  async function record() {
    if (cents === undefined) return
    const sent = {
      sessionId,
      amountCents: cents,
      currency: currency.value.trim().toUpperCase(),
      source: 'manual',
      ...(tipper.value.trim() && { tipperName: tipper.value.trim() }),
      ...(message.value.trim() && { message: message.value.trim() }),
    }
    const isDone = await act(() => client.post<TipAnswer>('/api/tips', sent), said.tipRecorded(money(cents, sent.currency, language.value)))
    if (!isDone) return
    amount.value = ''
    message.value = ''
    await onTip()
  }

  return (
    <Panel title={said.tip}>
      <Form onSend={record}>
        <div class="form-row">
          <TextField
            label={said.amount}
            value={amount.value}
            placeholder="5.00"
            maxLength={12}
            isRequired
            onChange={(text) => {
              amount.value = text
            }}
          />
          <TextField
            label={said.currency}
            value={currency.value}
            suggestions={CURRENCIES}
            maxLength={3}
            isRequired
            onChange={(text) => {
              currency.value = text
            }}
          />
        </div>
        <TextField
          label={said.tipper}
          value={tipper.value}
          maxLength={100}
          onChange={(text) => {
            tipper.value = text
          }}
        />
        <TextField
          label={said.message}
          value={message.value}
          maxLength={500}
          onChange={(text) => {
            message.value = text
          }}
        />
        <div class="buttons end">
          <Button type="submit" tone="primary" isDisabled={cents === undefined}>
            {said.tip}
          </Button>
        </div>
      </Form>
    </Panel>
  )
}
