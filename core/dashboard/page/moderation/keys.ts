import { useLayoutEffect } from 'preact/hooks'
import { isWriting } from '../palette/writing.ts'

/** Calls for each single key that is meant for the page: not while somebody writes, not with another key held, not the letter after a g. */
export function useKeys(press: (key: string) => void): void {
  useLayoutEffect(() => {
    let before = ''
    const down = (event: KeyboardEvent) => {
      // After a g, a letter goes to a page.
      const isOurs = before !== 'g'
      before = event.key
      const isHeld = event.repeat || event.ctrlKey || event.metaKey || event.altKey
      if (isOurs && !isHeld && !isWriting(event.target) && !document.querySelector('dialog[open]')) press(event.key)
    }
    addEventListener('keydown', down)
    return () => removeEventListener('keydown', down)
  })
}
