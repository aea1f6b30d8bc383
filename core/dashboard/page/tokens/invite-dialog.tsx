import type { InviteMade } from '../../../../schemas/types.ts'
import { Drawer } from '../kit/drawer.tsx'
import { useWords } from '../shell/shell.ts'
import { CopyText } from './copy-text.tsx'
import * as words from './words.ts'

/** The link of an invitation and its QR code, this once; and plainly when no phone can open it. */
export function InviteDialog({ made, onClose }: { readonly made: InviteMade; readonly onClose: () => void }) {
  const said = useWords(words)
  const { size, path } = made.qr
  return (
    <Drawer kind="dialog" title={said.inviteOf(made.invite.name)} onClose={onClose}>
      {made.reach === 'this-machine' && (
        <div class="tokens-near" role="alert">
          <strong>{said.near}</strong>
          <p>{said.nearAdvice}</p>
        </div>
      )}
      <p>{said.inviteOnce}</p>
      <svg class="tokens-qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={said.qr} shape-rendering="crispEdges">
        <path d={path} />
      </svg>
      <CopyText text={made.url} />
    </Drawer>
  )
}
