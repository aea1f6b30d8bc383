/** What a viewer can have for a tip or a gift. */
export type MenuItem = {
  readonly id: string
  readonly title: string
  readonly description?: string
  readonly category: Category
  /** Of `cents` hundredths of the currency, of `coins` those of the platform; the two are never mixed. */
  readonly price: number
  readonly unit: 'cents' | 'coins'
  /** ISO 4217; of `cents` only, and any where none is named. */
  readonly currency?: string
  /** A sign in front of it, such as an emoji. */
  readonly sign?: string
  readonly on: boolean
  /** `exact`: for just this price; `atLeast`: for this or more, where nothing dearer is meant. */
  readonly match: 'exact' | 'atLeast'
  /** What is called when it is ordered. `{name}`, `{message}` and `{item}` in its texts are filled in. */
  readonly action?: { readonly id: string; readonly input?: Readonly<Record<string, unknown>> }
}

export type Category = 'performance' | 'request' | 'interaction' | 'custom'

/** An item as viewers may see it: without what happens behind it. */
export type PublicItem = Omit<MenuItem, 'on' | 'match' | 'action'>

export function publicOf({ on: _on, match: _match, action: _action, ...shown }: MenuItem): PublicItem {
  return shown
}
