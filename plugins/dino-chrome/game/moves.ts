/** What the dinosaur does, and how receipts call it. */
export const MOVES = { jump: 'Jump', duck: 'Duck', faster: 'Run faster', slower: 'Run slower' } as const

export type Move = keyof typeof MOVES
