import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Everywhere } from './everywhere.tsx'
import { Header } from './header.tsx'
import { useKeys } from './keys.ts'
import { Navigation } from './navigation.tsx'
import { Outlet } from './outlet.tsx'
import type { Page } from './page.ts'
import { PanicBanner } from './panic.tsx'
import { useShell, useWords } from './shell.ts'
import * as shellWords from './words.ts'
import './frame.css'

/** Everything around a page: where one is, where one can go, and what is wrong. */
export function Frame({ pages }: { readonly pages: readonly Page[] }) {
  const { live, me, route } = useShell()
  const words = useWords(shellWords)
  const isMenuOpen = useSignal(false)
  const mine = pages.filter(({ roles }) => roles.includes(me.role))
  const help = useKeys(mine)
  useFocusOnNewPage(route.value.page)

  return (
    <div class="frame">
      <button type="button" class="skip" onClick={toContent}>
        {words.skip}
      </button>
      <Header isMenuOpen={isMenuOpen} />
      <Navigation pages={mine} isOpen={isMenuOpen} />
      <main id="content" tabIndex={-1} data-page={route.value.page}>
        {(live.isLost.value || live.isDeaf.value) && (
          <p class="banner line-lost" role="alert" data-tone="red">
            {live.isLost.value ? words.lost : words.deaf}
          </p>
        )}
        <PanicBanner />
        <Outlet pages={pages} />
      </main>
      <Everywhere pages={mine} help={help} />
    </div>
  )
}

/** Who goes to another page with keys or hears it read goes on at its top, unless something on it has the focus already. */
function useFocusOnNewPage(page: string) {
  const shown = useRef(page)
  useEffect(() => {
    if (shown.current === page) return
    shown.current = page
    scrollTo(0, 0)
    const main = document.getElementById('content')
    if (!main?.contains(document.activeElement) && !document.querySelector('dialog[open]')) main?.focus({ preventScroll: true })
  }, [page])
}

/** The address behind the # is the page's place, so the browser's own way would leave it. */
function toContent(event: Event) {
  event.preventDefault()
  document.getElementById('content')?.focus()
}
