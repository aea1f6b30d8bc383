import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { Button } from '../kit/button.tsx'
import { Drawer } from '../kit/drawer.tsx'

type Props = { readonly title: string; readonly children: (close: () => void) => ComponentChildren }

/** A button that opens a dialog of the same title; what is in it may close it. */
export function DialogButton({ title, children }: Props) {
  const isOpen = useSignal(false)
  const show = (isShown: boolean) => {
    isOpen.value = isShown
  }
  return (
    <>
      <Button onPress={() => show(true)}>{title}</Button>
      {isOpen.value && (
        <Drawer kind="dialog" title={title} onClose={() => show(false)}>
          {children(() => show(false))}
        </Drawer>
      )}
    </>
  )
}
