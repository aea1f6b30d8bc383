import type { Signal } from '@preact/signals'
import { Icon } from '../kit/icon.tsx'
import type { Page } from './page.ts'
import { useShell, useWords } from './shell.ts'
import * as shellWords from './words.ts'
import './navigation.css'

/** The pages that this key may see. Beside the page; on a phone below the header, when asked for. */
export function Navigation({ pages, isOpen }: { readonly pages: readonly Page[]; readonly isOpen: Signal<boolean> }) {
  const { route, language } = useShell()
  const words = useWords(shellWords)
  return (
    <nav id="menu" class="navigation" aria-label={words.pages} data-open={isOpen.value}>
      <ul>
        {pages
          .filter(({ isHidden }) => !isHidden)
          .map(({ id, title, icon }) => (
            <li key={id}>
              <a href={`#/${id}`} aria-current={route.value.page === id ? 'page' : undefined} onClick={() => close(isOpen)}>
                <Icon path={icon} />
                {title[language.value]}
              </a>
            </li>
          ))}
      </ul>
    </nav>
  )
}

function close(isOpen: Signal<boolean>) {
  isOpen.value = false
}
