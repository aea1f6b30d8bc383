import { Button } from '../kit/button.tsx'
import { Icon } from '../kit/icon.tsx'
import { useShell, useWords } from './shell.ts'
import type { Toast } from './toasts.ts'
import * as shellWords from './words.ts'
import './toast-list.css'

const CROSS = 'M6 6l12 12M18 6L6 18'

/** Short words at the lower edge; what went wrong is said at once to who hears the page. */
export function ToastList() {
  const { toasts } = useShell()
  return (
    <div class="toasts" role="status" aria-live="polite" aria-atomic="false">
      {toasts.list.value.map((toast) => (
        <Shown key={toast.id} toast={toast} onDrop={() => toasts.drop(toast.id)} />
      ))}
    </div>
  )
}

function Shown({ toast, onDrop }: { readonly toast: Toast; readonly onDrop: () => void }) {
  const words = useWords(shellWords)
  const { undo } = toast
  const takeBack = () => {
    undo?.()
    onDrop()
  }
  return (
    <p class="toast" data-tone={toast.tone === 'bad' ? 'red' : 'green'}>
      <bdi>{toast.text}</bdi>
      {undo && <Button onPress={takeBack}>{words.undo}</Button>}
      <Button tone="quiet" label={words.close} onPress={onDrop}>
        <Icon path={CROSS} />
      </Button>
    </p>
  )
}
