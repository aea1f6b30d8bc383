import type { TokenMade, TokenView } from '../../../../schemas/types.ts'
import { Ago } from '../kit/ago.tsx'
import { Badge } from '../kit/badge.tsx'
import { Foreign } from '../kit/foreign.tsx'
import { Table } from '../kit/table.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import { TokenActions } from './token-actions.tsx'
import * as words from './words.ts'

type Props = {
  readonly tokens: readonly TokenView[]
  readonly reload: () => Promise<void>
  readonly onRotated: (made: TokenMade) => Promise<void>
}

const TONES = { admin: 'pink', moderator: 'violet', game: 'blue', overlay: 'teal' } as const

/** Everything that may come in, without what it shows. */
export function TokenTable({ tokens, reload, onRotated }: Props) {
  const { me } = useShell()
  const said = useWords(words)
  return (
    <Table
      label={said.list}
      rows={tokens}
      keyOf={({ id }) => id}
      empty={said.none}
      columns={[
        {
          title: said.name,
          cell: ({ id, name, kind, overlay }) => (
            <span class="tokens-name">
              <Foreign text={name} class="who" />
              {id === me.id && <Badge tone="green">{said.you}</Badge>}
              <small>{said.kinds[kind]}</small>
              {overlay !== undefined && <small class="mono">{overlay}</small>}
            </span>
          ),
        },
        { title: said.role, cell: ({ role }) => <Badge tone={TONES[role]}>{said.roles[role]}</Badge> },
        { title: said.made, cell: ({ createdAt }) => (createdAt === undefined ? said.withHost : <Ago at={createdAt} />) },
        { title: said.used, cell: ({ lastUsedAt }) => <Ago at={lastUsedAt} /> },
        { title: said.ends, cell: ({ expiresAt }) => (expiresAt === undefined ? said.never : new Date(expiresAt).toLocaleString()) },
        { title: said.actions, cell: (token) => <TokenActions token={token} reload={reload} onRotated={onRotated} /> },
      ]}
    />
  )
}
