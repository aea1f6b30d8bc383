import type { InviteView } from '../../../../schemas/types.ts'
import { Button } from '../kit/button.tsx'
import { Foreign } from '../kit/foreign.tsx'
import { Table } from '../kit/table.tsx'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import * as words from './words.ts'

type Props = { readonly invites: readonly InviteView[]; readonly reload: () => Promise<void> }

/** Invitations that can still be opened. */
export function InviteTable({ invites, reload }: Props) {
  const { client } = useShell()
  const said = useWords(words)
  const act = useAct()
  const takeBack = async ({ id, name }: InviteView) => {
    if (await act(() => client.delete(`/api/invites/${id}`, undefined, {}), said.tookBack(name))) await reload()
  }
  return (
    <Table
      label={said.inviteList}
      rows={invites}
      keyOf={({ id }) => id}
      empty={said.noInvites}
      columns={[
        { title: said.inviteName, cell: ({ name }) => <Foreign text={name} class="who" /> },
        { title: said.stays, cell: ({ hours }) => said.hours(hours) },
        { title: said.openUntil, cell: ({ expiresAt }) => new Date(expiresAt).toLocaleString() },
        { title: said.actions, cell: (invite) => <Button onPress={() => takeBack(invite)}>{said.takeBack}</Button> },
      ]}
    />
  )
}
