import type { Signal } from '@preact/signals'
import { Palette } from '../palette/palette.tsx'
import { WhyDrawer } from '../why/why-drawer.tsx'
import { ConfirmDialog } from './confirm-dialog.tsx'
import { KeyHelp } from './key-help.tsx'
import type { Page } from './page.ts'
import { ToastList } from './toast-list.tsx'

/** What may lie above any page. */
export function Everywhere({ pages, help }: { readonly pages: readonly Page[]; readonly help: Signal<boolean> }) {
  return (
    <>
      <WhyDrawer />
      <ConfirmDialog />
      <KeyHelp pages={pages} isOpen={help} />
      <Palette pages={pages} />
      <ToastList />
    </>
  )
}
