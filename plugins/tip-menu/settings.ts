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

// The host has checked them with settings.schema.json, and put the defaults in.
export const readSettings = (settings: Readonly<Record<string, unknown>>) => settings as MenuSettings
