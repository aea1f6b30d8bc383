import { useSignal } from '@preact/signals'
import type { InviteMade, InviteSent } from '../../../../schemas/types.ts'
import { Button } from '../kit/button.tsx'
import { boundTo, SelectField, TextField } from '../kit/field.tsx'
import { Form } from '../kit/form.tsx'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import * as words from './words.ts'

const HOURS = [4, 12, 24, 24 * 7, 24 * 30] as const

/** Invites a moderator. */
export function InviteForm({ onMade }: { readonly onMade: (made: InviteMade) => Promise<void> }) {
  const { client } = useShell()
  const said = useWords(words)
  const act = useAct()
  const name = useSignal('')
  const hours = useSignal('24')
  const send = async () => {
    const sent: InviteSent = { name: name.value.trim(), hours: Number(hours.value) }
    const isMade = await act(async () => onMade(await client.post<InviteMade>('/api/invites', sent)))
    if (isMade) name.value = ''
  }
  return (
    <Form class="tokens-form" onSend={send}>
      <TextField label={said.inviteName} {...boundTo(name)} isRequired maxLength={80} />
      <SelectField
        label={said.inviteHours}
        {...boundTo(hours)}
        choices={HOURS.map((value) => ({ value: String(value), title: said.hours(value) }))}
      />
      <Button type="submit" tone="primary">
        {said.invite}
      </Button>
    </Form>
  )
}
