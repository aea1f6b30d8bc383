import type { ComponentType } from 'preact'
import type { Me } from '../../../../schemas/types.ts'
import type { InBoth } from '../words/language.ts'

export type Role = Me['role']

/** What stands behind a page's place in the address: `#/lanes/alerts?by=day` gives `rest: ['alerts']`. */
export type PageProps = { readonly rest: readonly string[]; readonly query: URLSearchParams }

/** A page of the dashboard. */
export type Page = {
  /** Also its place in the address: `#/<id>`. */
  readonly id: string
  readonly title: InBoth<string>
  /** Who sees it; the host decides what anyone may do. */
  readonly roles: readonly Role[]
  /** Path of a line drawing in a square of 24. */
  readonly icon: string
  /** Goes there after `g`. */
  readonly letter: string
  /** Not in the menu. */
  readonly isHidden?: true
  readonly component: ComponentType<PageProps>
}
