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

// The host has checked them with settings.schema.json, and put the defaults in.
export const readSettings = (settings: Readonly<Record<string, unknown>>) => settings as GoalSettings
