import type { Signal } from '@preact/signals'
import { Icon } from '../kit/icon.tsx'
import type { Page } from './page.ts'
import { useShell, useWords } from './shell.ts'
import * as shellWords from './words.ts'
import './navigation.css'

const BRACES = 'M9 4c-3 0-2 4-2 5.5S6 12 4 12c2 0 3 1 3 2.5S6 20 9 20M15 4c3 0 2 4 2 5.5s1 2.5 3 2.5c-2 0-3 1-3 2.5s1 5.5-2 5.5'

/** The pages that this key may see, and the API's own page. Beside the page; on a phone below the header, when asked for. */
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
        <li>
          <a href="/api/docs">
            <Icon path={BRACES} />
            API
          </a>
        </li>
      </ul>
    </nav>
  )
}

function close(isOpen: Signal<boolean>) {
  isOpen.value = false
}
