/** Whoever runs the host. */
export const ADMIN = ['admin'] as const

/** All people who look after a live. */
export const PEOPLE = [...ADMIN, 'moderator'] as const

/** They, and games. */
export const READERS = [...PEOPLE, 'game'] as const
