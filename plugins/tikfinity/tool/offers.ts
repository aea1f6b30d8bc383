/** The actions that the manifest asks to call; others cannot be offered. */
const ACTIONS: readonly string[] = [
  'overlays.show',
  'overlays.animate',
  'alerts.show',
  'tts.say',
  'goals.add',
  'obs.setScene',
  'obs.showSource',
  'obs.playMedia',
]

/** What the operator lets TikFinity run: a name in TikFinity's own list, one of the host's actions, and its input as JSON with `{user}` and such in its texts. */
export type Offer = { readonly category: string; readonly name: string; readonly action: string; readonly input: string }

/** Offers by category and name, which are their ids too: TikFinity keeps them, so they stay the same. */
export function createOffers(chosen: readonly Offer[]) {
  const offers = chosen.filter(({ action }) => ACTIONS.includes(action))
  return {
    categories: () => [...new Set(offers.map(({ category }) => category))].map((name) => ({ categoryId: name, categoryName: name })),
    /** Undefined where there is no such category. */
    actions(categoryId: string) {
      const found = offers.filter(({ category }) => category === categoryId)
      return found.length === 0 ? undefined : found.map(({ name }) => ({ actionId: name, actionName: name }))
    },
    find: (categoryId: unknown, actionId: unknown) => offers.find(({ category, name }) => category === categoryId && name === actionId),
  }
}
