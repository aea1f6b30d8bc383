import { Component, type ComponentChildren } from 'preact'
import { Button } from '../kit/button.tsx'
import { Empty } from '../kit/empty.tsx'
import type { Page } from './page.ts'
import { useShell, useWords } from './shell.ts'
import * as shellWords from './words.ts'

/** The page that the address names. */
export function Outlet({ pages }: { readonly pages: readonly Page[] }) {
  const { route, me, language } = useShell()
  const words = useWords(shellWords)
  const { page: id, rest, query } = route.value
  const page = pages.find((one) => one.id === id)
  if (!page?.roles.includes(me.role)) {
    return (
      <Empty>
        {page ? words.notForYou : words.notFound}. <a href="#/live">{words.home}</a>
      </Empty>
    )
  }
  document.title = `${page.title[language.value]} · Showrunner`
  return (
    <Safe key={page.id} words={words}>
      <h1 class="page-title">{page.title[language.value]}</h1>
      <page.component rest={rest} query={query} />
    </Safe>
  )
}

type SafeProps = { readonly children: ComponentChildren; readonly words: { readonly failed: string; readonly again: string } }

/** Keeps a fault of one page from taking the others along. A class, because Preact knows no other way to catch one. */
class Safe extends Component<SafeProps, { readonly fault?: string | undefined }> {
  override state: { readonly fault?: string | undefined } = {}

  static override getDerivedStateFromError(error: unknown) {
    return { fault: String(error) }
  }

  override render({ children, words }: SafeProps) {
    if (this.state.fault === undefined) return children
    return (
      <div class="panel" role="alert">
        <p>{words.failed}</p>
        <p class="hint">{this.state.fault}</p>
        <Button onPress={() => this.setState({ fault: undefined })}>{words.again}</Button>
      </div>
    )
  }
}
