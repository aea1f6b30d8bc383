import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Page } from './page.ts'
import { useShell } from './shell.ts'

const TOGETHER_MS = 1200

/** The keys of every page: `g` and a letter goes to a page, `/` to its search, `?` shows them. Answers whether they are shown. */
export function useKeys(pages: readonly Page[]): Signal<boolean> {
  const { go } = useShell()
  const isHelpOpen = useSignal(false)
  useEffect(() => {
    let wentAt = 0
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return
      if (event.key === '?') isHelpOpen.value = !isHelpOpen.value
      if (event.key === '/' && focusSearch()) event.preventDefault()
      const isBehind = document.querySelector('dialog[open]') !== null
      const page = !isBehind && Date.now() - wentAt < TOGETHER_MS ? pages.find(({ letter }) => letter === event.key) : undefined
      wentAt = event.key === 'g' ? Date.now() : 0
      if (page) go(page.id)
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [pages, go, isHelpOpen])
  return isHelpOpen
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>('main input[type=search]')
  field?.focus()
  return field !== null
}
