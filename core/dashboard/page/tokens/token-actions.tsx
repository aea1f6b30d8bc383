import type { TokenMade, TokenView } from '../../../../schemas/types.ts'
import { Button } from '../kit/button.tsx'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import * as words from './words.ts'

type Props = {
  readonly token: TokenView
  readonly reload: () => Promise<void>
  readonly onRotated: (made: TokenMade) => Promise<void>
}

/** A key of this machine is only made anew, a browser is only sent away. */
export function TokenActions({ token: { id, name, kind }, reload, onRotated }: Props) {
  const { client, confirm } = useShell()
  const said = useWords(words)
  const act = useAct()
  const rotate = async () => {
    const isSure = await confirm.ask({ title: said.rotateTitle(name), text: said.rotateText, yes: said.rotate })
    if (isSure) await act(async () => onRotated(await client.post<TokenMade>(`/api/tokens/${id}/rotate`)))
  }
  const revoke = async () => {
    const isSure = await confirm.ask({ title: said.revokeTitle(name), text: said.revokeText, yes: said.revoke })
    if (isSure && (await act(() => client.delete(`/api/tokens/${id}`, undefined, {}), said.revoked(name)))) await reload()
  }
  return (
    <span class="buttons tokens-actions">
      {(kind === 'key' || kind === 'token') && <Button onPress={rotate}>{said.rotate}</Button>}
      {kind !== 'key' && (
        <Button tone="danger" onPress={revoke}>
          {said.revoke}
        </Button>
      )}
    </span>
  )
}
