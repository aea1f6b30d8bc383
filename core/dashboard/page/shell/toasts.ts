import { signal } from '@preact/signals'

export type Toast = { readonly id: number; readonly text: string; readonly tone: 'good' | 'bad'; readonly undo?: () => void }

const SHOWN_MS = 6000
const MAX = 4

export type Toasts = ReturnType<typeof createToasts>

/** Short words at the edge of the page; each goes by itself, and at most four are there. */
export function createToasts() {
  const list = signal<readonly Toast[]>([])
  let made = 0

  function drop(id: number) {
    list.value = list.value.filter((toast) => toast.id !== id)
  }

  function show(toast: Omit<Toast, 'id'>, forMs = SHOWN_MS): number {
    const id = ++made
    list.value = [...list.value, { ...toast, id }].slice(-MAX)
    setTimeout(() => drop(id), forMs)
    return id
  }

  return {
    list,
    drop,
    good: (text: string) => show({ text, tone: 'good' }),
    bad: (text: string) => show({ text, tone: 'bad' }),
    /** Offers to undo what was done. */
    undoable: (text: string, undo: () => void) => show({ text, tone: 'good', undo }),
    /** Does it when the time for `undo` is over, or the page is left; `taken` is called when it was undone. */
    later(text: string, { act, taken }: { readonly act: () => void; readonly taken: () => void }) {
      let isOver = false
      const end = () => {
        if (isOver) return
        isOver = true
        removeEventListener('pagehide', end)
        act()
      }
      const undo = () => {
        if (isOver) return
        isOver = true
        removeEventListener('pagehide', end)
        taken()
      }
      show({ text, tone: 'good', undo })
      setTimeout(end, SHOWN_MS)
      addEventListener('pagehide', end)
    },
  }
}
