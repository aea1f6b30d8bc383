/** What a message may be put together from. */
export const PARTS = ['opener', 'connector', 'action', 'closing', 'user', 'gift', 'count', 'text'] as const
export type Part = (typeof PARTS)[number]

/** The parts that messages.json has lists of, as it calls them. */
export const LISTS = { opener: 'openers', connector: 'connectors', action: 'actions', closing: 'closings' } as const satisfies Partial<
  Record<Part, string>
>

export type Structure = { readonly weight: number; readonly parts: readonly Part[] }

/** One way to say things of one kind: what there is to choose from, and in which orders. */
export type Pattern = {
  readonly lists: { readonly [L in keyof typeof LISTS]: readonly string[] }
  readonly structures: readonly Structure[]
}

/** Chooses by weight: twice the weight is twice as often. `random` is at least 0 and below 1. */
export function choose<T extends { readonly weight: number }>(among: readonly T[], random: () => number): T | undefined {
  let rest = random() * among.reduce((sum, { weight }) => sum + weight, 0)
  return among.find(({ weight }) => {
    rest -= weight
    return rest < 0
  })
}
