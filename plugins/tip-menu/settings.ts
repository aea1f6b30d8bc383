export type MenuSettings = {
  readonly language: 'en' | 'es'
  readonly theme: 'night' | 'paper' | 'neon'
  /** Above the items; '' for that of the language. */
  readonly title: string
  readonly perPage: number
  readonly pageSeconds: number
  /** Of prices in cents that name none. */
  readonly currency: string
  /** The name at /api/menu/public; '' for that of the channel. */
  readonly creatorId: string
}

/** Reads what the operator wrote; a field that cannot be used has its default. */
export function readSettings({
  language,
  theme,
  title,
  perPage,
  pageSeconds,
  currency,
  creatorId,
}: Readonly<Record<string, unknown>>): MenuSettings {
  return {
    language: language === 'es' ? 'es' : 'en',
    theme: theme === 'paper' || theme === 'neon' ? theme : 'night',
    title: typeof title === 'string' ? title.slice(0, 60) : '',
    perPage: within(perPage, { min: 1, max: 12, otherwise: 5 }),
    pageSeconds: within(pageSeconds, { min: 2, max: 120, otherwise: 8 }),
    currency: typeof currency === 'string' && /^[A-Z]{3}$/.test(currency) ? currency : '',
    creatorId: typeof creatorId === 'string' && /^[\w-][\w.-]{0,60}$/.test(creatorId) ? creatorId : '',
  }
}

function within(value: unknown, { min, max, otherwise }: { min: number; max: number; otherwise: number }): number {
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(max, Math.max(min, Math.floor(value))) : otherwise
}
