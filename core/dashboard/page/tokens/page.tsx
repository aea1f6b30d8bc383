import { useSignal } from '@preact/signals'
import type { InviteList, InviteMade, TokenList, TokenMade } from '../../../../schemas/types.ts'
import { useLoad } from '../host/load.ts'
import { Panel } from '../kit/panel.tsx'
import type { Page } from '../shell/page.ts'
import { useShell, useWords } from '../shell/shell.ts'
import { InviteDialog } from './invite-dialog.tsx'
import { InviteForm } from './invite-form.tsx'
import { InviteTable } from './invite-table.tsx'
import { KeyDialog } from './key-dialog.tsx'
import { TokenForm } from './token-form.tsx'
import { TokenTable } from './token-table.tsx'
import './tokens.css'
import * as words from './words.ts'

const EVERY_MS = 10_000

/** Who may come in: keys, tokens, signed-in browsers and invitations. */
function TokensPage() {
  const { client } = useShell()
  const said = useWords(words)
  const tokens = useLoad(() => client.get<TokenList>('/api/tokens'), { everyMs: EVERY_MS })
  const invites = useLoad(() => client.get<InviteList>('/api/invites'), { everyMs: EVERY_MS })
  const made = useSignal<TokenMade | undefined>(undefined)
  const invited = useSignal<InviteMade | undefined>(undefined)
  const showKey = async (key: TokenMade) => {
    made.value = key
    await tokens.reload()
  }
  const showInvite = async (invite: InviteMade) => {
    invited.value = invite
    await invites.reload()
  }
  if (tokens.problem && !tokens.value) return <p role="alert">{tokens.problem}</p>
  return (
    <div class="stack">
      <div class="columns">
        <Panel title={said.invite}>
          <p class="hint">{said.inviteHint}</p>
          <InviteForm onMade={showInvite} />
        </Panel>
        <Panel title={said.create}>
          <p class="hint">{said.createHint}</p>
          <TokenForm onMade={showKey} />
        </Panel>
      </div>
      <Panel title={said.list}>
        {tokens.value && <TokenTable tokens={tokens.value.tokens} reload={tokens.reload} onRotated={showKey} />}
      </Panel>
      <Panel title={said.inviteList}>{invites.value && <InviteTable invites={invites.value.invites} reload={invites.reload} />}</Panel>
      {made.value && (
        <KeyDialog
          made={made.value}
          onClose={() => {
            made.value = undefined
          }}
        />
      )}
      {invited.value && (
        <InviteDialog
          made={invited.value}
          onClose={() => {
            invited.value = undefined
          }}
        />
      )}
    </div>
  )
}

export const page: Page = {
  id: 'tokens',
  title: { en: words.en.title, es: words.es.title },
  roles: ['admin'],
  icon: 'M4 16a4 4 0 1 0 8 0a4 4 0 1 0-8 0M11 13.5 20 4.5M16.5 8l3 3',
  letter: 'k',
  component: TokensPage,
}
