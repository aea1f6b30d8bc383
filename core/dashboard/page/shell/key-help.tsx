import type { Signal } from '@preact/signals'
import { Drawer } from '../kit/drawer.tsx'
import type { Page } from './page.ts'
import { useShell, useWords } from './shell.ts'
import * as shellWords from './words.ts'

/** The keys, when somebody asked for them. */
export function KeyHelp({ pages, isOpen }: { readonly pages: readonly Page[]; readonly isOpen: Signal<boolean> }) {
  const { language } = useShell()
  const words = useWords(shellWords)
  if (!isOpen.value) return null
  const rows = [
    ...Object.entries(words.keysOf),
    ...pages.map(({ letter, title }): [string, string] => [`g ${letter}`, title[language.value]]),
  ]
  return (
    <Drawer kind="dialog" title={words.keys} onClose={() => close(isOpen)}>
      <dl class="keys">
        {rows.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Drawer>
  )
}

function close(isOpen: Signal<boolean>) {
  isOpen.value = false
}
