import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { useWords } from '../shell/shell.ts'
import * as shellWords from '../shell/words.ts'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'
import './drawer.css'

const CROSS = 'M6 6l12 12M18 6L6 18'

type Props = {
  readonly title: ComponentChildren
  readonly onClose: () => void
  readonly children: ComponentChildren
  /** From the side, or in the middle. */
  readonly kind?: 'drawer' | 'dialog'
}

/** Something above the page, closed by Esc, by its cross, or by a press beside it. The focus goes back to where it was, however it ends. */
export function Drawer({ title, onClose, children, kind = 'drawer' }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const words = useWords(shellWords)
  const isGone = useRef(false)
  useEffect(() => {
    const shown = dialog.current
    shown?.showModal()
    return () => {
      isGone.current = true
      // Only one that is closed gives the focus back; removing it does not.
      shown?.close()
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      class={kind}
      aria-labelledby={`${kind}-title`}
      onClose={() => isGone.current || onClose()}
      onMouseDown={({ target, currentTarget }) => target === currentTarget && currentTarget.close()}
    >
      <div class="drawer-body">
        <div class="drawer-head">
          <h2 id={`${kind}-title`}>{title}</h2>
          <Button tone="quiet" label={words.close} onPress={() => dialog.current?.close()}>
            <Icon path={CROSS} />
          </Button>
        </div>
        {children}
      </div>
    </dialog>
  )
}
