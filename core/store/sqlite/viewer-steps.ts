import type { EventType, User } from '../../../schemas/types.ts'

/** Who was seen in a session, and what they did there: a bit for each step. */
export type Seen = { user: User; steps: number }

/** Everybody who did anything was there; some wrote, some gave. */
export const STEP: Readonly<Partial<Record<EventType, number>>> = { chat: 3, question: 3, gift: 5, tip: 5 }
