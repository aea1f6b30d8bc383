export type GoalSettings = {
  readonly language: 'en' | 'es'
  readonly theme: 'night' | 'paper' | 'neon'
  /** Goals that the page shows at once; those that are not completed go first. */
  readonly shownMax: number
  readonly showCompleted: boolean
  readonly celebrate: boolean
  /** Of goals of tips that name none; '' for that of the first tip. */
  readonly currency: string
}

/** Reads what the operator wrote; a field that cannot be used has its default. */
export function readSettings({
  language,
  theme,
  shownMax,
  showCompleted,
  celebrate,
  currency,
}: Readonly<Record<string, unknown>>): GoalSettings {
  return {
    language: language === 'es' ? 'es' : 'en',
    theme: theme === 'paper' || theme === 'neon' ? theme : 'night',
    shownMax: typeof shownMax === 'number' ? Math.min(10, Math.max(1, Math.floor(shownMax))) : 3,
    showCompleted: showCompleted !== false,
    celebrate: celebrate !== false,
    currency: typeof currency === 'string' && /^[A-Z]{3}$/.test(currency) ? currency : '',
  }
}
