/** What the dinosaur does, and how receipts call it. */
export const MOVES = { jump: 'Jump', duck: 'Duck', faster: 'Run faster', slower: 'Run slower' } as const

export type Move = keyof typeof MOVES

export const isMove = (value: unknown): value is Move => typeof value === 'string' && Object.hasOwn(MOVES, value)
