import { useSignal } from '@preact/signals'
import type { TokenMade, TokenSent } from '../../../../schemas/types.ts'
import { Button } from '../kit/button.tsx'
import { boundTo, SelectField, TextField } from '../kit/field.tsx'
import { Form } from '../kit/form.tsx'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import * as words from './words.ts'

const ROLES = ['game', 'overlay', 'moderator', 'admin'] as const
const HOURS = [24, 24 * 7, 24 * 30, 24 * 365] as const

/** Makes a token. */
export function TokenForm({ onMade }: { readonly onMade: (made: TokenMade) => Promise<void> }) {
  const { client, live } = useShell()
  const said = useWords(words)
  const act = useAct()
  const name = useSignal('')
  const role = useSignal<TokenSent['role']>('game')
  const overlay = useSignal('')
  const hours = useSignal('')
  const pages = (live.status.value?.plugins ?? []).flatMap(({ id, overlays }) =>
    (overlays ?? []).map(({ page, title }) => ({ value: `${id}/${page}`, title })),
  )
  const send = async () => {
    const sent: TokenSent = {
      ...{ name: name.value.trim(), role: role.value },
      ...(role.value === 'overlay' && overlay.value && { overlay: overlay.value }),
      ...(hours.value && { expiresInHours: Number(hours.value) }),
    }
    const isMade = await act(async () => onMade(await client.post<TokenMade>('/api/tokens', sent)))
    if (isMade) name.value = ''
  }
  return (
    <Form class="tokens-form" onSend={send}>
      <TextField label={said.name} value={name.value} onChange={(text) => set(name, text)} isRequired maxLength={80} />
      <SelectField
        label={said.role}
        hint={said.rolesDo[role.value]}
        value={role.value}
        // One of the choices below.
        onChange={(value) => set(role, value as TokenSent['role'])}
        choices={ROLES.map((value) => ({ value, title: said.roles[value] }))}
      />
      {role.value === 'overlay' && (
        <SelectField label={said.forOverlay} {...boundTo(overlay)} choices={[...pages, { value: '', title: said.anyOverlay }]} />
      )}
      <SelectField
        label={said.expires}
        {...boundTo(hours)}
        choices={[{ value: '', title: said.forEver }, ...HOURS.map((value) => ({ value: String(value), title: said.hours(value) }))]}
      />
      <Button type="submit" tone="primary">
        {said.make}
      </Button>
    </Form>
  )
}

function set<T>(signal: { value: T }, value: T) {
  signal.value = value
}
