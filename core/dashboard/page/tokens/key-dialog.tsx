import type { TokenMade } from '../../../../schemas/types.ts'
import { Drawer } from '../kit/drawer.tsx'
import { useWords } from '../shell/shell.ts'
import { CopyText } from './copy-text.tsx'
import * as words from './words.ts'

/** The key of a token, this once. */
export function KeyDialog({ made: { token, key }, onClose }: { readonly made: TokenMade; readonly onClose: () => void }) {
  const said = useWords(words)
  return (
    <Drawer kind="dialog" title={said.keyOf(token.name)} onClose={onClose}>
      <p>{said.keyOnce}</p>
      <CopyText text={key} />
    </Drawer>
  )
}
