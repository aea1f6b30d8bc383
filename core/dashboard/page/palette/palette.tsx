import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Page } from '../shell/page.ts'
import { PaletteDialog } from './palette-dialog.tsx'
import './palette.css'

/** Finds anything by a few letters: Ctrl K, or ⌘ K. */
export function Palette({ pages }: { readonly pages: readonly Page[] }) {
  const isOpen = useSignal(false)
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      isOpen.value = !isOpen.value
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [isOpen])
  if (!isOpen.value) return null
  return (
    <PaletteDialog
      pages={pages}
      onClose={() => {
        isOpen.value = false
      }}
    />
  )
}
